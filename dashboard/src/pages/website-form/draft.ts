import type {
  AssertionSubject,
  AuthScheme,
  Comparison,
  DnsRecord,
  HttpVersion,
  IpVersion,
  StartTls,
  TlsVersion,
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

/** The details of a check, of every kind, with which it begins. */
export const NEW_CHECK: CheckDraft = {
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

/** Whether a check has secrets, which no copy can have. */
export function hasSecrets({ headers, auth, hasCertificate }: CheckDraft): boolean {
  return headers.length > 0 || auth !== null || hasCertificate;
}
