import { expect, test } from 'vitest';

import type { WebsiteSettingsFragment } from '../../api/generated/graphql';
import { NEW, type Draft } from './draft';
import { copyOf, draftOf } from './draft-of';
import { createInput, updateInput } from './input';
import { problemsOf } from './problems';

const NOTHING = {
  http: null,
  tcp: null,
  dns: null,
  ping: null,
  tls: null,
  webSocket: null,
  smtp: null,
};

const SHOP: WebsiteSettingsFragment = {
  id: 'w',
  name: 'Shop',
  url: 'https://shop.example/health',
  tags: [{ text: 'team:a' }],
  intervalSecs: 60,
  timeoutMs: 5_000,
  retries: 0,
  regions: ['india'],
  quorum: '1',
  confirmationSecs: 30,
  recoverySecs: 90,
  ipVersion: 'V4',
  degradedAboveMs: 800,
  downAboveMs: null,
  tlsRules: { minVersion: 'TLS_1_3', degradedBelowDays: 30, ignoreErrors: false },
  check: {
    ...NOTHING,
    kind: 'HTTP',
    http: {
      method: 'POST',
      headers: ['x-key'],
      body: '{}',
      auth: 'BEARER',
      clientCertificate: true,
      version: 'HTTP_2',
      maxRedirects: 0,
      bodyLimitBytes: 2_048,
      statuses: '200',
      assertions: [{ subject: 'JSON', property: '$.ok', comparison: 'EXISTS', value: null }],
      host: null,
      connectTo: null,
    },
  },
};

const draft = draftOf(SHOP);
const withCheck = (check: Partial<Draft['check']>) => ({
  ...draft,
  check: { ...draft.check, ...check },
});

test('an address is enough, and what is left empty is the default', () => {
  const input = createInput({ ...NEW, url: 'a.test' }, 'o');
  expect(input).toMatchObject({
    organizationId: 'o',
    url: 'a.test',
    name: null,
    intervalSecs: null,
    timeoutMs: 10_000,
    retries: 1,
    regions: null,
    quorum: 'majority',
    degradedAboveMs: null,
    tls: { minVersion: null, degradedBelowDays: 14, ignoreErrors: false },
    check: { http: { method: 'GET', statuses: '200-399', maxRedirects: 10, headers: [] } },
  });
  expect(input.check?.http).not.toHaveProperty('bearerToken');
  expect(input.check?.http).not.toHaveProperty('clientCertificate');
});

test('the address selects which details are sent, and a wrong one sends none', () => {
  const kinds = [
    ['https://a.test', 'http'],
    ['tcp://a.test:22', 'tcp'],
    ['DNS://a.test', 'dns'],
    ['ping://a.test', 'ping'],
    ['tls://a.test', 'tls'],
    ['wss://a.test', 'webSocket'],
    ['smtps://a.test', 'smtp'],
  ] as const;
  for (const [url, field] of kinds) {
    expect(Object.keys(createInput({ ...NEW, url }, 'o').check ?? {})).toEqual([field]);
  }
  expect(createInput({ ...NEW, url: 'ftp://a.test' }, 'o').check).toBeNull();
});

test('a change sends what was read, and the check only if it changes', () => {
  const input = updateInput({ ...draft, name: 'Store', downAboveMs: '1,000' }, 'w', draft);
  expect(input).toEqual({
    id: 'w',
    name: 'Store',
    url: SHOP.url,
    tags: ['team:a'],
    intervalSecs: 60,
    timeoutMs: 5_000,
    retries: 0,
    regions: ['india'],
    quorum: '1',
    confirmationSecs: 30,
    recoverySecs: 90,
    ipVersion: 'V4',
    degradedAboveMs: 800,
    downAboveMs: 1_000,
    tls: { minVersion: 'TLS_1_3', degradedBelowDays: 30, ignoreErrors: false },
  });
  const emptied = { ...draft, intervalSecs: '', degradedAboveMs: '' };
  expect(updateInput(emptied, 'w', draft)).toMatchObject({
    intervalSecs: 180,
    degradedAboveMs: null,
  });
});

test('secrets are kept unless they are typed', () => {
  const kept = updateInput(withCheck({ statuses: '204' }), 'w', draft).check?.http;
  expect(kept).toMatchObject({
    method: 'POST',
    body: '{}',
    headers: [{ name: 'x-key', value: null }],
    bearerToken: null,
    clientCertificate: null,
    version: 'HTTP_2',
    maxRedirects: 0,
    bodyLimitBytes: 2_048,
    statuses: '204',
    assertions: [{ subject: 'JSON', property: '$.ok', comparison: 'EXISTS', value: null }],
  });
  const typed = withCheck({
    headers: [{ name: 'x-key', value: '1', isStored: true }],
    token: 'new',
    certificatePem: 'c',
    keyPem: 'k',
  });
  expect(updateInput(typed, 'w', draft).check?.http).toMatchObject({
    headers: [{ name: 'x-key', value: '1' }],
    bearerToken: 'new',
    clientCertificate: { certificatePem: 'c', keyPem: 'k' },
  });
  const taken = updateInput(withCheck({ auth: null, hasCertificate: false }), 'w', draft);
  expect(taken.check?.http).not.toHaveProperty('bearerToken');
  expect(taken.check?.http).not.toHaveProperty('clientCertificate');
});

test('secrets that would stay behind are asked for', () => {
  expect(problemsOf(draft, draft)).toEqual({});
  expect(problemsOf({ ...draft, url: 'https://shop.example/other' }, draft)).toEqual({});
  const lost = ['check.http.bearerToken', 'check.http.clientCertificate.certificatePem'];
  const elsewhere = { ...draft, url: 'https://other.example/' };
  expect(Object.keys(problemsOf(elsewhere, draft))).toEqual(lost);
  expect(Object.keys(problemsOf(withCheck({ connectTo: '192.0.2.7' }), draft))).toEqual(lost);
  expect(Object.keys(problemsOf(copyOf(SHOP), null))).toEqual(lost);
});

test('a check whose headers would lose their values is sent, so that they are asked for', () => {
  const before = withCheck({ auth: null, hasCertificate: false });
  const moved = { ...before, url: 'https://other.example/' };
  expect(updateInput(moved, 'w', before).check?.http?.headers).toEqual([
    { name: 'x-key', value: null },
  ]);
  const bare = { ...before, check: { ...before.check, headers: [] } };
  expect(updateInput({ ...bare, url: moved.url }, 'w', bare)).not.toHaveProperty('check');
});

test('the user of a password is not shown, so a change of the check asks for it', () => {
  const before = withCheck({ auth: 'BASIC' });
  expect(problemsOf({ ...before, name: 'Store' }, before)).toEqual({});
  const check = { ...before.check, statuses: '204' };
  expect(problemsOf({ ...before, check }, before)).toHaveProperty(['check.http.basicAuth.user']);
  const known = { ...before, check: { ...check, user: 'ada' } };
  expect(problemsOf(known, before)).toEqual({});
  expect(updateInput(known, 'w', before).check?.http?.basicAuth).toEqual({
    user: 'ada',
    password: null,
  });
});

test('what is no number is said, and only of fields that count', () => {
  const wrong = { ...NEW, intervalSecs: 'often', check: { ...NEW.check, count: 'x' } };
  expect(problemsOf({ ...wrong, url: 'a.test' }, null)).toEqual({
    intervalSecs: 'The interval must be a whole number.',
  });
  expect(problemsOf({ ...wrong, url: 'ping://a.test' }, null)).toHaveProperty(['check.ping.count']);
});

test('every kind is read as it is sent', () => {
  const checks: WebsiteSettingsFragment['check'][] = [
    { ...NOTHING, kind: 'TCP', tcp: { tls: true, send: 'a\r\n', expect: 'b' } },
    {
      ...NOTHING,
      kind: 'DNS',
      dns: { record: 'MX', server: '192.0.2.53', expect: ['10 a.test', '20 b.test'], rcode: null },
    },
    {
      ...NOTHING,
      kind: 'PING',
      ping: { count: 5, maxLossPercent: 20, degradedAboveJitterMs: 30 },
    },
    { ...NOTHING, kind: 'TLS', tls: { connectTo: '192.0.2.7' } },
    {
      ...NOTHING,
      kind: 'WEB_SOCKET',
      webSocket: {
        headers: [],
        subprotocol: 'chat',
        send: 'ping',
        expect: 'pong',
        host: 'a.test',
        connectTo: null,
      },
    },
    { ...NOTHING, kind: 'SMTP', smtp: { startTls: 'IF_OFFERED' } },
  ];
  const urls = ['tcp://a:1', 'dns://a', 'ping://a', 'tls://a:443', 'wss://a/', 'smtp://a:25'];
  checks.forEach((check, index) => {
    const draft = draftOf({ ...SHOP, url: urls[index] ?? '', check });
    const sent = Object.values(createInput(draft, 'o').check ?? {})[0] as object;
    const own = Object.values(check).find((details) => typeof details === 'object' && details);
    expect(sent).toEqual(own);
  });
});
