import { expect, test } from 'vitest';

import { AS_IT_IS, problemsOf, settingsOf } from './settings-draft';

test('only what is filled in is changed', () => {
  expect(settingsOf(AS_IT_IS)).toEqual({});
  expect(settingsOf({ ...AS_IT_IS, intervalSecs: '3,600', retries: '0' })).toEqual({
    intervalSecs: 3_600,
    retries: 0,
  });
  const draft = { ...AS_IT_IS, regions: null, quorum: 'any', degradedAboveMs: null };
  expect(settingsOf({ ...draft, downAboveMs: '900' })).toEqual({
    regions: null,
    quorum: 'any',
    degradedAboveMs: null,
    downAboveMs: 900,
  });
});

test('what is no number is not sent, nor is a limit without one', () => {
  expect(problemsOf(AS_IT_IS)).toEqual({});
  expect(problemsOf({ ...AS_IT_IS, intervalSecs: 'often', degradedAboveMs: '' })).toEqual({
    intervalSecs: 'The interval must be a whole number.',
    degradedAboveMs: 'The limit is missing.',
  });
});
