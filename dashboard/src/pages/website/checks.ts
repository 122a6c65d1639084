import type {
  CheckEvidenceQuery,
  TickOrigin,
  WebsiteChecksQuery,
} from '../../api/generated/graphql';
import { PHASES, type Phase } from './latency';

export type CheckEdge = WebsiteChecksQuery['website']['ticks']['edges'][number];
export type Check = CheckEdge['node'];
export type Evidence = NonNullable<
  CheckEvidenceQuery['website']['ticks']['nodes'][number]['evidence']
>;
type Phases = NonNullable<Check['phases']>;

/** What asked for a check, in words. */
export const ORIGINS: Record<TickOrigin, string> = {
  SCHEDULE: 'the schedule',
  CONFIRMATION: 'a failure that had to be confirmed',
  PERSON: 'a person',
};

/** What names a check in the address. */
export function checkKey({ slot, region }: Pick<Check, 'slot' | 'region'>): string {
  return `${new Date(slot).toISOString()}~${region}`;
}

/** A phase in a waterfall: where it begins and how long it took, in milliseconds. */
export interface Fall {
  phase: Phase;
  name: string;
  startMs: number;
  ms: number;
}

/** The phases of requests one after the other, on one scale. */
export function waterfall(requests: readonly Phases[]): { falls: Fall[][]; totalMs: number } {
  let startMs = 0;
  const falls = requests.map((phases) =>
    PHASES.flatMap(([phase, name]) => {
      const ms = phases[`${phase}Ms`];
      if (ms === null) {
        return [];
      }
      const fall = { phase, name, startMs, ms };
      startMs += ms;
      return [fall];
    }),
  );
  return { falls, totalMs: startMs };
}

/** The checks that are shown: all, or only those that found something wrong. */
export function shownChecks(edges: readonly CheckEdge[], onlyFailing: boolean, most: number) {
  // The tick after a cursor is found by the cursor of the one before it.
  return edges
    .map(({ node }, index) => ({ check: node, after: edges[index - 1]?.cursor ?? null }))
    .filter(({ check }) => !onlyFailing || check.outcome !== 'UP')
    .slice(0, most);
}
