import type { ComponentStatus, StatusPageLanguage } from '../../api/generated/graphql';
import type { Draft, Shown, Source } from './draft';
import { ACCESS } from './view';

/** The states of a component, as choices. */
export const COMPONENT_STATUSES: Record<ComponentStatus, string> = {
  OPERATIONAL: 'Operational',
  DEGRADED: 'Degraded',
  PARTIAL_OUTAGE: 'Partial outage',
  MAJOR_OUTAGE: 'Major outage',
  MAINTENANCE: 'Maintenance',
  UNKNOWN: 'Unknown',
};

/** The languages that a page speaks, as choices. */
export const LANGUAGES: Record<StatusPageLanguage, string> = {
  ENGLISH: 'English',
  GERMAN: 'German',
  FRENCH: 'French',
  SPANISH: 'Spanish',
  PORTUGUESE: 'Portuguese',
  JAPANESE: 'Japanese',
};

/** What can be shown of a component that is measured, as choices. */
export const SHOWN: readonly { value: Shown; label: string }[] = [
  { value: 'bars', label: 'The last 90 days as bars' },
  { value: 'uptime', label: 'Uptime' },
  { value: 'latency', label: 'Response time' },
  { value: 'regions', label: 'What each region says' },
];

/** What choices are as `NativeSelect` takes them. */
export function choicesOf(names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([value, label]) => ({ value, label }));
}

/** What a component shows the state of, in words. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'website':
      return `Website: ${source.name}`;
    case 'tag':
      return `All websites tagged ${source.tag}`;
    case 'manual':
      return `Set by hand: ${COMPONENT_STATUSES[source.status]}`;
    case 'gone':
      return 'Its website was deleted';
  }
}

/** How the page looks, in short. */
export function lookText({ language, color, logo, links, foldSections }: Draft): string {
  const parts = [
    LANGUAGES[language],
    color.trim() || null,
    logo.kind === 'none' ? null : 'logo',
    links.length === 0 ? null : links.length === 1 ? '1 link' : `${links.length} links`,
    foldSections ? 'folded sections' : null,
  ];
  return parts.filter(Boolean).join(', ');
}

/** Who sees the page and where, in short. */
export function accessText({ access, host }: Draft): string {
  return host.trim() ? `${ACCESS[access]}, at ${host.trim()}` : ACCESS[access];
}
