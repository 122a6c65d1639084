import type { Draft } from './draft';
import { keepsSecrets, whole } from './input';
import { KINDS, kindOf } from './kinds';

/** How the fields are called here that the API names in errors. */
export const LABELS: Record<string, string> = {
  url: 'The address',
  name: 'The name',
  tags: 'The tags',
  intervalSecs: 'The interval',
  timeoutMs: 'The time limit',
  retries: 'The number of further attempts',
  regions: 'The regions',
  quorum: 'The number of regions',
  confirmationSecs: 'The time',
  recoverySecs: 'The time',
  degradedAboveMs: 'The limit',
  downAboveMs: 'The limit',
  'tls.degradedBelowDays': 'The number of days',
  'check.http.method': 'The method',
  'check.http.headers': 'The list of headers',
  'check.http.headers[].name': 'The name',
  'check.http.headers[].value': 'The value',
  'check.http.body': 'The body',
  'check.http.basicAuth.user': 'The user',
  'check.http.basicAuth.password': 'The password',
  'check.http.bearerToken': 'The token',
  'check.http.clientCertificate': 'This',
  'check.http.clientCertificate.certificatePem': 'The certificate',
  'check.http.clientCertificate.keyPem': 'The key',
  'check.http.maxRedirects': 'The number of redirects',
  'check.http.bodyLimitBytes': 'The number of bytes',
  'check.http.statuses': 'The statuses',
  'check.http.assertions': 'The list of conditions',
  'check.http.assertions[].property': 'This',
  'check.http.assertions[].value': 'The value',
  'check.http.host': 'The host',
  'check.http.connectTo': 'The address',
  'check.tcp.send': 'The text',
  'check.tcp.expect': 'The text',
  'check.dns.server': 'The name server',
  'check.dns.expect': 'The list',
  'check.dns.expect[]': 'A value',
  'check.dns.rcode': 'The response code',
  'check.ping.count': 'The number of requests',
  'check.ping.maxLossPercent': 'The share',
  'check.ping.degradedAboveJitterMs': 'The difference',
  'check.tls.connectTo': 'The address',
  'check.webSocket.headers': 'The list of headers',
  'check.webSocket.headers[].name': 'The name',
  'check.webSocket.headers[].value': 'The value',
  'check.webSocket.subprotocol': 'The subprotocol',
  'check.webSocket.send': 'The text',
  'check.webSocket.expect': 'The text',
  'check.webSocket.host': 'The host',
  'check.webSocket.connectTo': 'The address',
};

/** What is wrong with fields of the form, by the names that the API has for them. */
export type Problems = Readonly<Record<string, string>>;

/** What the API could not tell: numbers that are none, and secrets that would silently be lost. */
export function problemsOf(draft: Draft, before: Draft | null): Problems {
  return { ...numberProblems(draft), ...secretProblems(draft, before) };
}

function numberProblems(draft: Draft): Problems {
  const { check } = draft;
  const kind = kindOf(draft.url);
  const own = kind === null ? '' : `check.${KINDS[kind].input}.`;
  const typed: Record<string, string> = {
    intervalSecs: draft.intervalSecs,
    timeoutMs: draft.timeoutMs,
    retries: draft.retries,
    confirmationSecs: draft.confirmationSecs,
    recoverySecs: draft.recoverySecs,
    degradedAboveMs: draft.degradedAboveMs,
    downAboveMs: draft.downAboveMs,
    'tls.degradedBelowDays': draft.degradedBelowDays,
    'check.http.maxRedirects': check.maxRedirects,
    'check.http.bodyLimitBytes': check.bodyLimitBytes,
    'check.ping.count': check.count,
    'check.ping.maxLossPercent': check.maxLossPercent,
    'check.ping.degradedAboveJitterMs': check.jitterMs,
  };
  const shown = Object.entries(typed).filter(
    ([field]) => !field.startsWith('check.') || field.startsWith(own),
  );
  return wholeProblems(shown);
}

/** Numbers as they were typed that are none; nothing typed is none that is wrong. */
export function wholeProblems(typed: readonly (readonly [string, string])[]): Problems {
  const wrong = typed.filter(([, text]) => text.trim() !== '' && whole(text) === null);
  return Object.fromEntries(
    wrong.map(([field]) => [field, `${LABELS[field] ?? field} must be a whole number.`]),
  );
}

function secretProblems(draft: Draft, before: Draft | null): Problems {
  if (kindOf(draft.url) !== 'HTTP') {
    return {};
  }
  const { auth, user, token, hasCertificate, certificatePem } = draft.check;
  const kept = keepsSecrets(draft.url, draft.check, before) ? before?.check : null;
  const problems: Record<string, string> = {};
  const isCheckKept = JSON.stringify(draft.check) === JSON.stringify(before?.check) && kept;
  if (auth === 'BASIC' && user === '' && !isCheckKept) {
    problems['check.http.basicAuth.user'] = before
      ? 'The user is secret, too: type it again to change the check.'
      : 'The user is missing.';
  }
  if (auth === 'BEARER' && token === '' && kept?.auth !== 'BEARER') {
    problems['check.http.bearerToken'] = 'The token is missing: what is stored stays where it was.';
  }
  if (hasCertificate && certificatePem === '' && kept?.hasCertificate !== true) {
    problems['check.http.clientCertificate.certificatePem'] = 'The certificate is missing.';
  }
  return problems;
}
