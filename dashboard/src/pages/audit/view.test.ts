import { describe, expect, it } from 'vitest';

import { actionChoices, actionName, actionsOf } from './actions';
import { exportAddress, filterOf, paramsOf, viewOf } from './view';

const view = (address: string) => viewOf(new URLSearchParams(address));

describe('the view of an audit log', () => {
  it('is kept in the address', () => {
    const address = 'what=Tags&who=key%3A7&object=8&from=2026-11-01&to=2026-11-02';
    expect(paramsOf(view(address)).toString()).toBe(address);
    expect(paramsOf(view('other=1')).toString()).toBe('');
  });

  it('is a filter of the API', () => {
    expect(filterOf(view('what=SIGNED_IN&who=7'))).toMatchObject({
      actions: ['SIGNED_IN'],
      userId: '7',
      apiKeyId: null,
      from: null,
    });
    expect(filterOf(view('who=key:7'))).toMatchObject({ userId: null, apiKeyId: '7' });
    expect(filterOf(view(''))).toMatchObject({ actions: null, objectId: null });
  });

  it('holds whole days of the reader', () => {
    const { from, to } = filterOf(view('from=2026-11-01&to=2026-11-01'));
    expect(from).toBe(new Date(2026, 10, 1).toISOString());
    expect(to).toBe(new Date(2026, 10, 2).toISOString());
    expect(filterOf(view('from=x-y-z')).from).toBeNull();
  });

  it('is exported from its days, or for the year that is kept', () => {
    const now = Date.parse('2026-11-30T12:00:00Z');
    expect(exportAddress('7', view(''), now, 'csv')).toBe(
      '/export/audit?organization=7&from=2025-11-30T12%3A00%3A00.000Z&to=2026-11-30T12%3A00%3A00.000Z&format=csv',
    );
  });
});

describe('actions', () => {
  it('have names', () => {
    expect(actionName('WEBSITE_CREATED')).toBe('Website created');
    expect(actionName('API_KEY_REVOKED')).toBe('API key revoked');
  });

  it('are chosen one by one or as a group', () => {
    expect(actionsOf('Tags')).toEqual(['TAG_CREATED', 'TAG_UPDATED', 'TAG_DELETED']);
    expect(actionsOf('nonsense')).toEqual([]);
    expect(actionChoices()[0]?.items[0]).toEqual({
      value: 'Websites',
      label: 'All about websites',
    });
  });
});
