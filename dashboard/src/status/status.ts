import type { WebsiteStatus } from '../api/generated/graphql';

/** Statuses from the one that needs somebody most to the one that needs nobody. */
export const BY_SEVERITY: readonly WebsiteStatus[] = [
  'DOWN',
  'PARTIAL',
  'DEGRADED',
  'UNMEASURED',
  'PENDING',
  'UP',
  'PAUSED',
];

/** The statuses that somebody must look at. */
export const WRONG: ReadonlySet<WebsiteStatus> = new Set([
  'DOWN',
  'PARTIAL',
  'DEGRADED',
  'UNMEASURED',
]);

/** How statuses are called. */
export const STATUS_NAMES: Record<WebsiteStatus, string> = {
  DOWN: 'Down',
  PARTIAL: 'Partly down',
  DEGRADED: 'Degraded',
  UNMEASURED: 'Not measured',
  PENDING: 'Pending',
  UP: 'Up',
  PAUSED: 'Paused',
};

/** Orders by severity, worst first. */
export function bySeverity(a: WebsiteStatus, b: WebsiteStatus): number {
  return BY_SEVERITY.indexOf(a) - BY_SEVERITY.indexOf(b);
}
