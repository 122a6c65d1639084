import { describe, expect, it } from 'vitest';

import type { SettingsBeforeFragment } from '../api/generated/graphql';
import { settingsBack, tagsBack } from './undo';

const website = (part: Partial<SettingsBeforeFragment>): SettingsBeforeFragment => ({
  id: 'a',
  intervalSecs: 60,
  timeoutMs: 10_000,
  retries: 1,
  regions: null,
  quorum: 'majority',
  confirmationSecs: 0,
  recoverySecs: 60,
  degradedAboveMs: null,
  downAboveMs: null,
  tags: [],
  ...part,
});

describe('what undoes a change', () => {
  it('takes only tags that a website got, and gives back only those that it lost', () => {
    const before: Record<string, string[]> = { a: [], b: ['new'], c: ['old'], d: [], e: ['old'] };
    const after: Record<string, string[]> = { a: ['new'], b: ['new'], c: ['new'], d: ['new'] };
    const back = tagsBack(
      ['a', 'b', 'c', 'd', 'e'],
      (id) => before[id],
      (id) => after[id],
    );
    expect(back).toEqual([
      { value: { add: [], remove: ['new'] }, ids: ['a', 'd'] },
      { value: { add: ['old'], remove: ['new'] }, ids: ['c'] },
    ]);
  });

  it('gives back the settings that were changed, those with equal ones in one request', () => {
    const before: Record<string, SettingsBeforeFragment> = {
      a: website({ intervalSecs: 60, regions: ['eu'] }),
      b: website({ intervalSecs: 90 }),
      c: website({ intervalSecs: 60, regions: ['eu'], retries: 3 }),
      same: website({ intervalSecs: 300, regions: ['us'] }),
    };
    const ids = ['a', 'b', 'c', 'same', 'unknown'];
    const changed = { intervalSecs: 300, regions: ['us'] };
    expect(settingsBack(ids, (id) => before[id], changed)).toEqual([
      { value: { intervalSecs: 60, regions: ['eu'] }, ids: ['a', 'c'] },
      { value: { intervalSecs: 90, regions: null }, ids: ['b'] },
    ]);
  });

  it('gives back that there was no limit', () => {
    expect(settingsBack(['a'], () => website({}), { downAboveMs: 900 })).toEqual([
      { value: { downAboveMs: null }, ids: ['a'] },
    ]);
    expect(settingsBack(['a'], () => website({}), { downAboveMs: null })).toEqual([]);
  });
});
