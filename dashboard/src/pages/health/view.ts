import type { OperationQuery, RegionsQuery } from '../../api/generated/graphql';
import { duration } from '../../ui/time';

export type Instance = OperationQuery['instance'];
export type Region = RegionsQuery['regions'][number];
export type Operation = OperationQuery['regions'][number];
export type Prober = NonNullable<Operation['probers']>[number];
type Queue = NonNullable<Operation['queue']>;

/** From when on waiting is a problem, in milliseconds. Source: docs/operations.md, `jobs_wait`. */
const LATE_MS = 30_000;

/** How a region does: `SILENT` is nothing checked, `IMPAIRED` nothing measured. */
export type Condition = 'SILENT' | 'IMPAIRED' | 'TROUBLED' | 'FINE';

/** What is to be known of a region, the parts that only operators see being null for others. */
export interface RegionState {
  name: string;
  condition: Condition;
  /** What is wrong, in sentences. */
  problems: string[];
  probers: readonly Prober[] | null;
  queue: Queue | null;
}

const BY_GRAVITY: readonly Condition[] = ['SILENT', 'IMPAIRED', 'TROUBLED', 'FINE'];

/** The states of regions, failing ones first. */
export function statesOf(
  regions: readonly Region[],
  operation: readonly Operation[],
  now: number,
): RegionState[] {
  const states = regions.map((region) => {
    const { probers, queue } = operation.find(({ name }) => name === region.name) ?? {};
    return stateOf(region, probers ?? null, queue ?? null, now);
  });
  return states.sort(
    (a, b) =>
      BY_GRAVITY.indexOf(a.condition) - BY_GRAVITY.indexOf(b.condition) ||
      a.name.localeCompare(b.name),
  );
}

function stateOf(
  { name, silent, impaired, reason }: Region,
  probers: readonly Prober[] | null,
  queue: Queue | null,
  now: number,
): RegionState {
  const problems = [
    ...(reason ? [sentence(reason)] : []),
    ...(probers ?? []).flatMap((prober) => impairmentOf(prober, reason)),
    ...(queue ? backlogOf(queue, now) : []),
  ];
  const condition = silent
    ? 'SILENT'
    : impaired
      ? 'IMPAIRED'
      : problems.length > 0
        ? 'TROUBLED'
        : 'FINE';
  return { name, condition, problems, probers, queue };
}

function impairmentOf({ name, alive, impairment }: Prober, told: string | null): string[] {
  return alive && impairment && impairment !== told ? [sentence(`${name}: ${impairment}`)] : [];
}

function backlogOf({ checks, results, dead }: Queue, now: number): string[] {
  const problems = [];
  const [checksWait, resultsWait] = [ageOf(checks.oldestAt, now), ageOf(results.oldestAt, now)];
  // Those being run are no backlog.
  if (checks.entries > checks.pending && checksWait > LATE_MS) {
    problems.push(`Checks have waited for ${duration(checksWait)}.`);
  }
  if (resultsWait > LATE_MS) {
    problems.push(`Results have waited for ${duration(resultsWait)} to be recorded.`);
  }
  if (dead.entries > 0) {
    problems.push(
      dead.entries === 1
        ? 'One message could not be processed.'
        : `${dead.entries} messages could not be processed.`,
    );
  }
  return problems;
}

/** How old something is, in milliseconds; 0 for nothing. */
export function ageOf(at: string | null | undefined, now: number): number {
  return at ? now - Date.parse(at) : 0;
}

/** Everything in one sentence. */
export function summaryOf(states: readonly RegionState[]): string {
  const [first, ...others] = states.filter(({ condition }) => condition !== 'FINE');
  if (states.length === 0) {
    return 'No region is known yet: nothing is checked from anywhere.';
  }
  if (!first) {
    return states.length === 1 ? 'The one region works.' : `All ${states.length} regions work.`;
  }
  const where = `${first.name} ${CONDITIONS[first.condition].clause}`;
  if (others.length === 0) {
    return `Of ${states.length === 1 ? 'one region' : `${states.length} regions`}, ${where}.`;
  }
  return `${where}, and ${others.length} more of ${states.length} regions are not well.`;
}

/** How conditions are called. */
export const CONDITIONS: Record<Condition, { name: string; clause: string }> = {
  SILENT: { name: 'Silent', clause: 'is silent: nothing is checked from it' },
  IMPAIRED: { name: 'Impaired', clause: 'is impaired: it measures nothing' },
  TROUBLED: { name: 'In trouble', clause: 'is in trouble, but measures' },
  FINE: { name: 'Works', clause: 'works' },
};

/** The versions that living probers run, each with how many do. */
export function versionsOf(states: readonly RegionState[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { probers } of states) {
    for (const { alive, version } of probers ?? []) {
      if (alive) {
        counts.set(version, (counts.get(version) ?? 0) + 1);
      }
    }
  }
  return [...counts].sort(([a], [b]) => b.localeCompare(a, undefined, { numeric: true }));
}

/** A text as a sentence. */
export function sentence(text: string): string {
  const start = `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
