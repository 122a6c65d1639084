import { ApiError, explain } from '../api/error';
import type { BulkResultFragment } from '../api/generated/graphql';

/** The most websites of a request: what the API changes in one transaction. */
export const AT_ONCE = 500;

/** How many different reasons of failures are told. */
const MOST_REASONS = 3;

/** One request of a change of many websites. */
export interface Step {
  ids: readonly string[];
  send: (ids: string[]) => Promise<BulkResultFragment>;
}

/** A website that was not changed. */
export type Failed = BulkResultFragment['errors'][number];

/** What became of websites. */
export interface Outcome {
  /** Those that now are as requested. */
  ids: readonly string[];
  failed: readonly Failed[];
}

/** The requests for all of these websites, each for no more than one takes. */
export function stepsOf(ids: readonly string[], send: Step['send']): Step[] {
  const count = Math.ceil(ids.length / AT_ONCE);
  return Array.from({ length: count }, (_, index) => ({
    ids: ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
    send,
  }));
}

/**
 * Goes step by step, and yields what became of the websites of each. A request that fails as a whole
 * ends it: then the websites of all further steps have failed, too.
 *
 * @throws what the first request fails with: nothing is changed then.
 */
export async function* outcomesOf(steps: readonly Step[]): AsyncGenerator<Outcome> {
  for (const [index, { ids, send }] of steps.entries()) {
    try {
      const { ids: done, errors } = await send([...ids]);
      yield { ids: done, failed: errors };
    } catch (error) {
      if (index === 0) {
        throw error;
      }
      const rest = steps.slice(index).flatMap((step) => step.ids);
      yield { ids: [], failed: rest.map((id) => failedWith(error, id)) };
      return;
    }
  }
}

/** Why none of the websites was changed, if that is the same for all of them; null otherwise. */
export function refusalOf({ ids, failed }: Outcome): ApiError | null {
  const [first] = failed;
  const isSame = failed.every(
    ({ message, field }) => message === first?.message && field === first.field,
  );
  return ids.length === 0 && first && isSame ? errorOf(first) : null;
}

/** What was done, how many failed, and why. */
export function told(
  { ids, failed }: Outcome,
  done: string,
  why: (error: ApiError) => string = explain,
): string {
  const counts = new Map<string, number>();
  for (const one of failed) {
    const reason = why(errorOf(one));
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const reasons = [...counts].sort(([, a], [, b]) => b - a);
  const others = reasons.slice(MOST_REASONS).reduce((sum, [, count]) => sum + count, 0);
  return [
    `${counted(ids.length)} ${done}.`,
    ...reasons
      .slice(0, MOST_REASONS)
      .map(([reason, count]) => `${counted(count)} failed: ${reason}`),
    ...(others > 0 ? [`${counted(others)} failed for other reasons.`] : []),
  ].join(' ');
}

/** A number as it is written for people. */
export function counted(count: number): string {
  return count.toLocaleString('en-US');
}

function errorOf({ message, code, field, retryAfterSecs }: Failed): ApiError {
  return new ApiError(message, code, field ?? null, retryAfterSecs ?? null);
}

function failedWith(error: unknown, websiteId: string): Failed {
  const known = error instanceof ApiError ? error : new ApiError('', 'INTERNAL_SERVER_ERROR');
  const { message, code, field, retryAfterSecs } = known;
  return { websiteId, message, code, field, retryAfterSecs };
}
