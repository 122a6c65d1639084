/** Which websites something is for. */
export interface Audience {
  isAll: boolean;
  websiteIds: string[];
  tags: string[];
}

export const ALL_WEBSITES: Audience = { isAll: true, websiteIds: [], tags: [] };

/** The audience as the API takes it: null for what does not restrict. */
export function audienceInput({ isAll, websiteIds, tags }: Audience) {
  return {
    websiteIds: isAll || websiteIds.length === 0 ? null : websiteIds,
    tags: isAll || tags.length === 0 ? null : tags,
  };
}

/** What is wrong with an audience: none would be all. */
export function audienceProblem({ isAll, websiteIds, tags }: Audience): string | null {
  return isAll || websiteIds.length > 0 || tags.length > 0
    ? null
    : 'Choose a website or a tag, or all websites.';
}

interface Answered {
  websiteIds?: string[] | null;
  tags?: { text: string }[] | null;
}

/** The audience that the API tells of. */
export function audienceOf({ websiteIds, tags }: Answered): Audience {
  return {
    isAll: !websiteIds && !tags,
    websiteIds: websiteIds ?? [],
    tags: tags?.map(({ text }) => text) ?? [],
  };
}

/** An audience in words. */
export function audienceText({ isAll, websiteIds, tags }: Audience): string {
  if (isAll) {
    return 'all websites';
  }
  const parts = [];
  if (websiteIds.length > 0) {
    parts.push(websiteIds.length === 1 ? '1 website' : `${websiteIds.length} websites`);
  }
  if (tags.length > 0) {
    parts.push(`those tagged ${tags.join(', ')}`);
  }
  return parts.join(' and ') || 'no website';
}
