import { expect, test } from 'vitest';

import { askedFields, firstDraft, ofKind } from './first-channel';

const ada = { email: 'ada@example.org', timeZone: 'UTC', secret: 'whsec_x' };

test('mail is offered first where there is a mail server', () => {
  const draft = firstDraft({ ...ada, hasMail: true });
  expect(draft).toMatchObject({ kind: 'EMAIL', name: 'Email', settings: { to: ada.email } });
  expect(firstDraft({ ...ada, hasMail: false }).kind).toBe('SLACK');
  expect(ofKind(draft, 'NTFY')).toMatchObject({ kind: 'NTFY', name: 'ntfy' });
});

test('only what a kind needs is asked for', () => {
  const names = (kind: 'EMAIL' | 'NTFY' | 'SLACK', hasMail = true) =>
    askedFields(kind, hasMail).map(({ name }) => name);
  expect(names('EMAIL')).toEqual(['to']);
  expect(names('EMAIL', false)).toContain('host');
  expect(names('NTFY')).toEqual(['topic']);
  expect(names('SLACK')).toContain('url');
});
