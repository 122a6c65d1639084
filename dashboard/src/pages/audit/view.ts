import type { AuditLogFilterInput } from '../../api/generated/graphql';
import { actionsOf } from './actions';

/** Which entries are shown, as in the address. */
export interface View {
  /** An action or a group of them. */
  what: string;
  /** A person by id, or a key as `key:` and its id. */
  who: string;
  /** What it was done to, by id. */
  object: string;
  /** The first day and the last one, as `2026-11-30`, in the reader's zone. */
  from: string;
  to: string;
}

const NAMES = ['what', 'who', 'object', 'from', 'to'] as const;

/** How a key is told from a person. */
export const KEY = 'key:';

/** How long entries are kept, in days. Source: docs/TEAMS.md. */
const KEPT_DAYS = 365;

/** The view that an address names. */
export function viewOf(params: URLSearchParams): View {
  const view: View = { what: '', who: '', object: '', from: '', to: '' };
  for (const name of NAMES) {
    view[name] = params.get(name) ?? '';
  }
  return view;
}

/** The parameters of an address that names the view; what is not chosen is left out. */
export function paramsOf(view: View): URLSearchParams {
  return new URLSearchParams(
    NAMES.filter((name) => view[name] !== '').map((name) => [name, view[name]]),
  );
}

/** The view as the API takes it. */
export function filterOf({ what, who, object, from, to }: View): AuditLogFilterInput {
  const isKey = who.startsWith(KEY);
  return {
    actions: what === '' ? null : actionsOf(what),
    userId: who !== '' && !isKey ? who : null,
    apiKeyId: isKey ? who.slice(KEY.length) : null,
    objectId: object || null,
    from: startOf(from, 0),
    to: startOf(to, 1),
  };
}

/** Where the entries of the days are as a file, or all that are kept. */
export function exportAddress(
  organization: string,
  { from, to }: View,
  now: number,
  format: 'csv' | 'ndjson',
): string {
  const params = new URLSearchParams({
    organization,
    from: startOf(from, 0) ?? new Date(now - KEPT_DAYS * 86_400_000).toISOString(),
    to: startOf(to, 1) ?? new Date(now).toISOString(),
    format,
  });
  return `/export/audit?${params}`;
}

/** Midnight in the reader's zone, some days after that of a day; null if it is none. */
function startOf(day: string, daysLater: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) {
    return null;
  }
  const start = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(start.getTime()) ? null : start.toISOString();
}
