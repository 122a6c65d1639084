import type { StatusPageAccess } from '../../api/generated/graphql';

/** Who may see a status page, as choices. */
export const ACCESS: Record<StatusPageAccess, string> = {
  PUBLIC: 'Everybody',
  PASSWORD: 'Whoever knows its password',
  MEMBERS: 'Members who are signed in',
  NETWORKS: 'Whoever comes from its networks',
};

const SEEN_BY: Record<StatusPageAccess, string> = {
  PUBLIC: 'everybody',
  PASSWORD: 'whoever knows its password',
  MEMBERS: 'members who are signed in',
  NETWORKS: 'whoever comes from its networks',
};

interface Addressed {
  slug: string;
  url?: string | null;
}

/** Where the public finds a page: by the address of this server, if it knows no other. */
export function addressOf({ slug, url }: Addressed, origin: string): string {
  return url ?? new URL(`/status/${slug}`, origin).href;
}

interface Shown {
  access: StatusPageAccess;
  publishedAt?: string | null;
}

/** Whether a page is out, and who sees it. */
export function stateText({ access, publishedAt }: Shown): string {
  return publishedAt
    ? `Published, seen by ${SEEN_BY[access]}`
    : 'Draft, seen only by members who are signed in';
}

/** How many components a page has, in words. */
export function countText(count: number): string {
  return count === 1 ? '1 component' : `${count} components`;
}
