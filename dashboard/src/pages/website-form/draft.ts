import type {
  AssertionSubject,
  AuthScheme,
  Comparison,
  DnsRecord,
  HttpVersion,
  IpVersion,
  StartTls,
  TlsVersion,
  WebsiteSettingsFragment,
} from '../../api/generated/graphql';

/** A request header. */
export interface HeaderDraft {
  name: string;
  /** Empty keeps the value that is stored. */
  value: string;
  isStored: boolean;
}

/** A condition on a response. */
export interface AssertionDraft {
  subject: AssertionSubject;
  property: string;
  comparison: Comparison;
  value: string;
}

/**
 * The details of checks as they are being written, of all kinds: what was typed is still there
 * after the kind changed and changed back.
 */
export interface CheckDraft {
  method: string;
  headers: HeaderDraft[];
  body: string;
  auth: AuthScheme | null;
  user: string;
  password: string;
  token: string;
  hasCertificate: boolean;
  certificatePem: string;
  keyPem: string;
  version: HttpVersion;
  maxRedirects: string;
  bodyLimitBytes: string;
  statuses: string;
  assertions: AssertionDraft[];
  host: string;
  connectTo: string;
  subprotocol: string;
  hasTls: boolean;
  send: string;
  expect: string;
  record: DnsRecord;
  server: string;
  /** Values of the answer, one a line. */
  answers: string;
  rcode: string;
  count: string;
  maxLossPercent: string;
  jitterMs: string;
  startTls: StartTls;
}

/** A website as it is being written; an empty number is the default one. */
export interface Draft {
  url: string;
  name: string;
  tags: string[];
  intervalSecs: string;
  timeoutMs: string;
  retries: string;
  /** Null for all, also future ones. */
  regions: string[] | null;
  quorum: string;
  confirmationSecs: string;
  recoverySecs: string;
  ipVersion: IpVersion;
  degradedAboveMs: string;
  downAboveMs: string;
  /** Null for the default, TLS 1.2. */
  minVersion: TlsVersion | null;
  degradedBelowDays: string;
  ignoreErrors: boolean;
  check: CheckDraft;
}

/** What an empty number stands for. */
export const DEFAULTS = {
  intervalSecs: 180,
  timeoutMs: 10_000,
  retries: 1,
  confirmationSecs: 0,
  recoverySecs: 60,
  degradedBelowDays: 14,
  maxRedirects: 10,
  bodyLimitBytes: 1_048_576,
  count: 3,
  maxLossPercent: 0,
} as const;

const NEW_CHECK: CheckDraft = {
  method: 'GET',
  headers: [],
  body: '',
  auth: null,
  user: '',
  password: '',
  token: '',
  hasCertificate: false,
  certificatePem: '',
  keyPem: '',
  version: 'ANY',
  maxRedirects: '',
  bodyLimitBytes: '',
  statuses: '200-399',
  assertions: [],
  host: '',
  connectTo: '',
  subprotocol: '',
  hasTls: false,
  send: '',
  expect: '',
  record: 'A',
  server: '',
  answers: '',
  rcode: 'NOERROR',
  count: '',
  maxLossPercent: '',
  jitterMs: '',
  startTls: 'REQUIRED',
};

/** The draft of a new website. */
export const NEW: Draft = {
  url: '',
  name: '',
  tags: [],
  intervalSecs: '',
  timeoutMs: '',
  retries: '',
  regions: null,
  quorum: 'majority',
  confirmationSecs: '',
  recoverySecs: '',
  ipVersion: 'ANY',
  degradedAboveMs: '',
  downAboveMs: '',
  minVersion: null,
  degradedBelowDays: '',
  ignoreErrors: false,
  check: NEW_CHECK,
};

/** The draft of a change; secrets are empty, which keeps them. */
export function draftOf(website: WebsiteSettingsFragment): Draft {
  const { name, url, tags, regions, quorum, ipVersion, tlsRules } = website;
  return {
    url,
    name,
    tags: tags.map(({ text }) => text),
    intervalSecs: String(website.intervalSecs),
    timeoutMs: String(website.timeoutMs),
    retries: String(website.retries),
    regions: regions ?? null,
    quorum,
    confirmationSecs: String(website.confirmationSecs),
    recoverySecs: String(website.recoverySecs),
    ipVersion,
    degradedAboveMs: numberText(website.degradedAboveMs),
    downAboveMs: numberText(website.downAboveMs),
    minVersion: tlsRules.minVersion ?? null,
    degradedBelowDays: String(tlsRules.degradedBelowDays),
    ignoreErrors: tlsRules.ignoreErrors,
    check: checkDraftOf(website.check),
  };
}

function checkDraftOf(check: WebsiteSettingsFragment['check']): CheckDraft {
  const { http, tcp, dns, ping, tls, webSocket, smtp } = check;
  const headers = http?.headers ?? webSocket?.headers ?? [];
  return {
    ...NEW_CHECK,
    headers: headers.map((name) => ({ name, value: '', isStored: true })),
    host: http?.host ?? webSocket?.host ?? '',
    connectTo: http?.connectTo ?? webSocket?.connectTo ?? tls?.connectTo ?? '',
    send: tcp?.send ?? webSocket?.send ?? '',
    expect: tcp?.expect ?? webSocket?.expect ?? '',
    subprotocol: webSocket?.subprotocol ?? '',
    hasTls: tcp?.tls ?? false,
    ...(http && {
      method: http.method,
      body: http.body ?? '',
      auth: http.auth ?? null,
      hasCertificate: http.clientCertificate,
      version: http.version,
      maxRedirects: String(http.maxRedirects),
      bodyLimitBytes: String(http.bodyLimitBytes),
      statuses: http.statuses,
      assertions: http.assertions.map(({ subject, property, comparison, value }) => ({
        subject,
        property: property ?? '',
        comparison,
        value: value ?? '',
      })),
    }),
    ...(dns && {
      record: dns.record,
      server: dns.server ?? '',
      answers: dns.expect.join('\n'),
      rcode: dns.rcode ?? 'NOERROR',
    }),
    ...(ping && {
      count: String(ping.count),
      maxLossPercent: String(ping.maxLossPercent),
      jitterMs: numberText(ping.degradedAboveJitterMs),
    }),
    ...(smtp && { startTls: smtp.startTls }),
  };
}

/** Whether a check has secrets, which no copy can have. */
export function hasSecrets({ headers, auth, hasCertificate }: CheckDraft): boolean {
  return headers.length > 0 || auth !== null || hasCertificate;
}

/** The draft of a copy: secrets cannot be copied, so they are asked for. */
export function copyOf(website: WebsiteSettingsFragment): Draft {
  const draft = draftOf(website);
  const headers = draft.check.headers.map((header) => ({ ...header, isStored: false }));
  return {
    ...draft,
    name: `Copy of ${draft.name}`,
    check: { ...draft.check, headers },
  };
}

function numberText(number: number | null | undefined): string {
  return number === null || number === undefined ? '' : String(number);
}
