import { expect, test } from 'vitest';

import { ApiError } from '../api/error';
import { placeError } from './place-error';

const LABELS = { 'webhook.url': 'Address' };

test('an error stands at its field, under the name that the form has for it', () => {
  const error = new ApiError('webhook.url must be a URL', 'BAD_USER_INPUT', 'webhook.url');
  const { at, rest } = placeError(error, LABELS);
  expect(at('webhook.url')).toBe('Address must be a URL.');
  expect(at('webhook.secret')).toBeNull();
  expect(rest).toBeNull();
});

test('an error of a field that the form does not have is shown with the form', () => {
  const error = new ApiError('name is taken', 'CONFLICT', 'name');
  expect(placeError(error, LABELS).rest).toBe('Name is taken.');
  const unverified = new ApiError('verify the address first', 'FORBIDDEN');
  expect(placeError(unverified, LABELS).rest).toBe('Verify the address first.');
  const role = new ApiError('your role, or the API key, does not allow this', 'FORBIDDEN');
  expect(placeError(role, LABELS).rest).toContain('An admin of the organization');
});

test('without an error nothing is wrong', () => {
  expect(placeError(null, LABELS).rest).toBeNull();
});

test('an error of an entry of a list stands at that entry', () => {
  const error = new ApiError('headers[1].name is not valid', 'BAD_USER_INPUT', 'headers[1].name');
  const placed = placeError(error, { 'headers[].name': 'The name' });
  expect(placed.field).toBe('headers[1].name');
  expect(placed.at('headers[1].name')).toBe('The name is not valid.');
  expect(placed.at('headers[0].name')).toBeNull();
});
