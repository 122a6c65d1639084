import { expect, test } from 'vitest';

import { ALL_WEBSITES, audienceInput, audienceOf, audienceProblem, audienceText } from './audience';

test('choosing none is not choosing all', () => {
  const none = { isAll: false, websiteIds: [], tags: [] };
  expect(audienceProblem(none)).not.toBeNull();
  expect(audienceProblem(ALL_WEBSITES)).toBeNull();
  expect(audienceProblem({ ...none, tags: ['team:a'] })).toBeNull();
});

test('what was chosen before "all websites" was is not sent', () => {
  const chosen = { isAll: true, websiteIds: ['w'], tags: ['t'] };
  expect(audienceInput(chosen)).toEqual({ websiteIds: null, tags: null });
  expect(audienceInput({ ...chosen, isAll: false, tags: [] })).toEqual({
    websiteIds: ['w'],
    tags: null,
  });
});

test('an audience is read and told', () => {
  expect(audienceText(audienceOf({ websiteIds: null, tags: null }))).toBe('all websites');
  expect(audienceText(audienceOf({ websiteIds: ['w'], tags: [{ text: 'team:a' }] }))).toBe(
    '1 website and those tagged team:a',
  );
});
