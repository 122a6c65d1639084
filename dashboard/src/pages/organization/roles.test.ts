import { expect, test } from 'vitest';

import { givable, roleName } from './roles';

test('nobody gives a role above their own', () => {
  expect(givable('ADMIN').map(({ value }) => value)).toEqual(['VIEWER', 'MEMBER', 'ADMIN']);
  expect(givable('OWNER')).toHaveLength(4);
});

test('roles have names', () => {
  expect(roleName('VIEWER')).toBe('Viewer');
});
