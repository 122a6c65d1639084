import type {
  ComponentStatus,
  CreateStatusPageInput,
  StatusPageAccess,
  StatusPageComponentInput,
  StatusPageLanguage,
  StatusPageSettingsFragment,
  UpdateStatusPageInput,
} from '../../api/generated/graphql';

/** What a component shows the state of; `gone` is a website that was deleted. */
export type Source =
  | { kind: 'website'; websiteId: string; name: string }
  | { kind: 'tag'; tag: string }
  | { kind: 'manual'; status: ComponentStatus }
  | { kind: 'gone' };

/** What is shown of a component that is measured. */
export type Shown = 'bars' | 'uptime' | 'latency' | 'regions';

/** A component as it is being written. */
export interface ComponentDraft {
  /** What it is known by in the form. */
  key: string;
  /** What it is known by in the API; null while it is new. */
  id: string | null;
  source: Source;
  name: string;
  description: string;
  section: string;
  shows: Shown[];
}

export interface LinkDraft {
  label: string;
  url: string;
}

/** A logo: the one that the page has, none, or a file that was chosen. */
export type Logo =
  | { kind: 'kept' }
  | { kind: 'none' }
  | { kind: 'new'; fileName: string; mediaType: string; base64: string };

/** A status page as it is being written. */
export interface Draft {
  title: string;
  slug: string;
  /** Whether the slug is more than a suggestion. */
  isSlugTyped: boolean;
  text: string;
  components: ComponentDraft[];
  language: StatusPageLanguage;
  color: string;
  links: LinkDraft[];
  logo: Logo;
  foldSections: boolean;
  publishIncidents: boolean;
  host: string;
  access: StatusPageAccess;
  /** Empty to keep the one that is stored. */
  password: string;
  /** One a line. */
  networks: string;
  isPublished: boolean;
}

/** A new page. */
export const NEW: Draft = {
  title: '',
  slug: '',
  isSlugTyped: false,
  text: '',
  components: [],
  language: 'ENGLISH',
  color: '',
  links: [],
  logo: { kind: 'none' },
  foldSections: false,
  publishIncidents: false,
  host: '',
  access: 'PUBLIC',
  password: '',
  networks: '',
  isPublished: true,
};

let components = 0;

/** A new component of a page, with what a page shows by default. */
export function newComponent(source: Source, name: string): ComponentDraft {
  components += 1;
  const shows: Shown[] = ['bars', 'uptime'];
  return { key: `new ${components}`, id: null, source, name, description: '', section: '', shows };
}

/** The draft of a change: everything is known but the password. */
export function draftOf(page: StatusPageSettingsFragment): Draft {
  return {
    title: page.title,
    slug: page.slug,
    isSlugTyped: true,
    text: page.text ?? '',
    components: page.components.map((component) => ({
      key: component.id,
      id: component.id,
      source: sourceOf(component),
      name: component.name,
      description: component.description ?? '',
      section: component.section ?? '',
      shows: SHOWN.filter((shown) => component.shows[shown]),
    })),
    language: page.language,
    color: page.color ?? '',
    links: page.links.map(({ label, url }) => ({ label, url })),
    logo: { kind: page.hasLogo ? 'kept' : 'none' },
    foldSections: page.foldSections,
    publishIncidents: page.publishIncidents,
    host: page.host ?? '',
    access: page.access,
    password: '',
    networks: page.networks?.join('\n') ?? '',
    isPublished: Boolean(page.publishedAt),
  };
}

const SHOWN: readonly Shown[] = ['bars', 'uptime', 'latency', 'regions'];

function sourceOf(component: StatusPageSettingsFragment['components'][number]): Source {
  const { websiteId, websiteName, tag, status } = component;
  if (websiteId) {
    return { kind: 'website', websiteId, name: websiteName ?? '' };
  }
  if (tag) {
    return { kind: 'tag', tag: tag.text };
  }
  return status ? { kind: 'manual', status } : { kind: 'gone' };
}

/** A slug that says what a title says. */
export function slugOf(title: string): string {
  return title
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replaceAll(/^-+|-+$/g, '');
}

/** What creates the page. */
export function createInput(draft: Draft, organizationId: string): CreateStatusPageInput {
  return {
    organizationId,
    ...lookInput(draft),
    logo: draft.logo.kind === 'new' ? imageOf(draft.logo) : null,
    ...accessInput(draft),
    published: draft.isPublished,
  };
}

/** What changes the page. */
export function updateInput(draft: Draft, id: string): UpdateStatusPageInput {
  return { id, ...changedLookInput(draft), ...accessInput(draft) };
}

/** What a new page looks like: who sees it makes no difference, and no password is sent. */
export function previewInput(draft: Draft, organizationId: string): CreateStatusPageInput {
  return {
    organizationId,
    ...lookInput(draft),
    logo: draft.logo.kind === 'new' ? imageOf(draft.logo) : null,
  };
}

/** What a page looks like after a change. */
export function previewUpdateInput(draft: Draft, id: string): UpdateStatusPageInput {
  return { id, ...changedLookInput(draft) };
}

function changedLookInput(draft: Draft) {
  const { logo } = draft;
  return {
    ...lookInput(draft),
    ...(logo.kind === 'kept' ? {} : { logo: logo.kind === 'new' ? imageOf(logo) : null }),
  };
}

function lookInput(draft: Draft) {
  const { title, slug, text, components, language, color, links } = draft;
  const { foldSections, publishIncidents, host } = draft;
  return {
    title,
    slug,
    text: text.trim() || null,
    components: components.map(componentInput),
    language,
    color: color.trim() || null,
    links,
    foldSections,
    publishIncidents,
    host: host.trim() || null,
  };
}

function imageOf({ mediaType, base64 }: Logo & { kind: 'new' }) {
  return { mediaType, base64 };
}

function accessInput({ access, password, networks }: Draft) {
  return {
    access,
    ...(access === 'PASSWORD' && password !== '' ? { password } : {}),
    ...(access === 'NETWORKS' ? { networks: linesOf(networks) } : {}),
  };
}

function linesOf(text: string): string[] {
  return text
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter(Boolean);
}

function componentInput(component: ComponentDraft): StatusPageComponentInput {
  const { id, source, name, description, section, shows } = component;
  return {
    ...(id === null ? {} : { id }),
    ...(source.kind === 'website' ? { websiteId: source.websiteId } : {}),
    ...(source.kind === 'tag' ? { tag: source.tag } : {}),
    ...(source.kind === 'manual' ? { status: source.status } : {}),
    name,
    description: description.trim() || null,
    section: section.trim() || null,
    bars: shows.includes('bars'),
    uptime: shows.includes('uptime'),
    latency: shows.includes('latency'),
    regions: shows.includes('regions'),
  };
}
