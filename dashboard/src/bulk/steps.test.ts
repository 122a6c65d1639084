import { describe, expect, it } from 'vitest';

import { ApiError } from '../api/error';
import {
  outcomesOf,
  refusalOf,
  stepsOf,
  told,
  type Failed,
  type Outcome,
  type Step,
} from './steps';

const ids = (count: number) => Array.from({ length: count }, (_, index) => `id-${index}`);
const failed = (websiteId: string, message: string, field: string | null = null): Failed => ({
  websiteId,
  message,
  code: 'BAD_USER_INPUT',
  field,
  retryAfterSecs: null,
});
const send: Step['send'] = (ids) => Promise.resolve({ ids, errors: [] });

async function all(steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes = [];
  for await (const outcome of outcomesOf(steps)) {
    outcomes.push(outcome);
  }
  return outcomes;
}

describe('a change of many websites', () => {
  it('goes in requests of no more than one takes', () => {
    expect(stepsOf(ids(1_001), send).map(({ ids }) => ids.length)).toEqual([500, 500, 1]);
    expect(stepsOf(ids(500), send).map(({ ids }) => ids.length)).toEqual([500]);
    expect(stepsOf([], send)).toEqual([]);
  });

  it('ends with the first request that fails, and all that follow have failed', async () => {
    let sent = 0;
    const outcomes = await all(
      stepsOf(ids(1_400), (ids) => {
        sent += 1;
        return sent === 1 ? send(ids) : Promise.reject(new ApiError('no', 'UNREACHABLE'));
      }),
    );
    expect(sent).toBe(2);
    expect(outcomes.map(({ ids }) => ids.length)).toEqual([500, 0]);
    expect(outcomes[1]?.failed).toHaveLength(900);
    expect(outcomes[1]?.failed[0]).toMatchObject({ websiteId: 'id-500', code: 'UNREACHABLE' });
  });

  it('fails as a whole if the first request does', async () => {
    const error = new ApiError('no', 'UNREACHABLE');
    await expect(all(stepsOf(ids(600), () => Promise.reject(error)))).rejects.toBe(error);
  });

  it('is refused if all fail for the same reason', () => {
    const one = failed('a', 'retries is too high', 'retries');
    const refusal = refusalOf({ ids: [], failed: [one, { ...one, websiteId: 'b' }] });
    expect(refusal).toMatchObject({ message: 'retries is too high', field: 'retries' });
    expect(refusalOf({ ids: ['c'], failed: [one] })).toBeNull();
    expect(refusalOf({ ids: [], failed: [one, failed('b', 'other')] })).toBeNull();
    expect(refusalOf({ ids: [], failed: [] })).toBeNull();
  });

  it('says what was done, how many failed, and why, the most frequent reason first', () => {
    expect(told({ ids: ids(1_200), failed: [] }, 'paused')).toBe('1,200 paused.');
    const reasons = ['a', 'b', 'b', 'c', 'd', 'e'].map((reason) => failed(reason, reason));
    expect(told({ ids: [], failed: reasons }, 'tagged')).toBe(
      '0 tagged. 2 failed: B. 1 failed: A. 1 failed: C. 2 failed for other reasons.',
    );
  });
});
