/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An invitation to accept. */
export type AcceptInvitationInput = {
  /** Token of the invitation. */
  token: string;
};

/** A condition on an HTTP response. */
export type AssertionInput = {
  /** How to compare the subject with the value. */
  comparison: Comparison;
  /** Name of a HEADER, or JSONPath (RFC 9535) of a JSON node, such as `$.status`. */
  property?: string | null | undefined;
  /** Part of the response to test. */
  subject: AssertionSubject;
  /**
   * Value to compare with, at most 1,024 bytes; not allowed for EXISTS and NOT_EXISTS.
   * LESS_THAN, AT_MOST, GREATER_THAN and AT_LEAST compare numbers.
   */
  value?: string | null | undefined;
};

/** The part of a response that a condition tests. */
export type AssertionSubject =
  /** The decoded body as text. */
  | 'BODY'
  /** A response header. Repeated headers are joined by commas. */
  | 'HEADER'
  /** The first node of the body that matches a JSONPath (RFC 9535). */
  | 'JSON';

/** User and password for basic authentication. */
export type BasicAuthInput = {
  /** Password, a secret. Null keeps the stored password. */
  password?: string | null | undefined;
  /** User name, without a colon. */
  user: string;
};

/**
 * The details of a check; the URL's scheme selects the kind. The new details replace the old
 * ones: omitted fields take their defaults. Only secrets can be kept: a null secret keeps the
 * stored value.
 *
 * Requirements on certificates and TLS versions are in the website's `tls`.
 */
export type CheckInput =
  {   /** For `dns://NAME`. */
  dns: DnsCheckInput; http?: never; ping?: never; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never;   /** For `http://` and `https://`. */
  http: HttpCheckInput; ping?: never; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never;   /** For `ping://HOST`. */
  ping: PingCheckInput; smtp?: never; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never;   /** For `smtp://HOST` and `smtps://HOST`. */
  smtp: SmtpCheckInput; tcp?: never; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never;   /** For `tcp://HOST:PORT`. */
  tcp: TcpCheckInput; tls?: never; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never; tcp?: never;   /** For `tls://HOST`. */
  tls: TlsCheckInput; webSocket?: never; }
  |  { dns?: never; http?: never; ping?: never; smtp?: never; tcp?: never; tls?: never;   /** For `ws://` and `wss://`. */
  webSocket: WebSocketCheckInput; };

/** The kind of a check, selected by the URL's scheme. */
export type CheckKind =
  /** `dns://`. */
  | 'DNS'
  /** `http://` and `https://`. */
  | 'HTTP'
  /** `ping://`. */
  | 'PING'
  /** `smtp://` and `smtps://`. */
  | 'SMTP'
  /** `tcp://`. */
  | 'TCP'
  /** `tls://`: handshake and certificate only. */
  | 'TLS'
  /** `ws://` and `wss://`. */
  | 'WEB_SOCKET';

/** A client certificate and its key. Both are secrets, which no query returns. */
export type ClientCertificateInput = {
  /** Certificate chain as PEM, the client's own certificate first. */
  certificatePem: string;
  /** Private key as PEM (PKCS#8, PKCS#1 or SEC1), without a passphrase. */
  keyPem: string;
};

/** How a subject is compared with a value. */
export type Comparison =
  /** The subject is a number greater than or equal to the value. */
  | 'AT_LEAST'
  /** The subject is a number less than or equal to the value. */
  | 'AT_MOST'
  /** The subject contains the value. */
  | 'CONTAINS'
  /** The subject equals the value. */
  | 'EQUALS'
  /** The subject is present. */
  | 'EXISTS'
  /** The subject is a number greater than the value. */
  | 'GREATER_THAN'
  /** The subject is a number less than the value. */
  | 'LESS_THAN'
  /** The subject matches the value, a regular expression. */
  | 'MATCHES'
  /** The subject does not contain the value. */
  | 'NOT_CONTAINS'
  /** The subject differs from the value. */
  | 'NOT_EQUALS'
  /** The subject is absent. */
  | 'NOT_EXISTS'
  /** The subject does not match the value, a regular expression. */
  | 'NOT_MATCHES';

/** A website to watch. */
export type CreateWebsiteInput = {
  /** Details of the kind of check that the URL's scheme selects. */
  check?: CheckInput | null | undefined;
  /**
   * How long the website must be down before an incident opens, in seconds, 0 to 86,400; 0
   * by default.
   */
  confirmationSecs?: number | null | undefined;
  /**
   * A check is degraded if its response time exceeds this, in milliseconds, 1 to
   * `timeoutMs`; never by default.
   */
  degradedAboveMs?: number | null | undefined;
  /**
   * A check is down if its response time exceeds this, in milliseconds, greater than
   * `degradedAboveMs`; never by default.
   */
  downAboveMs?: number | null | undefined;
  /** Interval between checks, in seconds, 10 to 86,400; 180 by default. */
  intervalSecs?: number | null | undefined;
  /** Which IP versions a check uses; both by default. */
  ipVersion?: IpVersion | null | undefined;
  /** Displayed name; the URL's host by default. */
  name?: string | null | undefined;
  /** Organization that owns it; your personal one by default. */
  organizationId?: string | null | undefined;
  /**
   * How many regions must report down: `any`, `majority` (default), `all`, or a number, at most
   * that of `regions`. For all regions it may exceed those there are, since some may come; until
   * then all must.
   */
  quorum?: string | null | undefined;
  /**
   * How long the website must be well before its incident resolves, in seconds, 0 to 86,400;
   * 60 by default.
   */
  recoverySecs?: number | null | undefined;
  /** Names of the regions to check from; null for all regions, including future ones. */
  regions?: Array<string> | null | undefined;
  /** Number of further attempts after a failed one, 0 to 3; 1 by default. */
  retries?: number | null | undefined;
  /** Its tags, at most 20, as `name` or `name:value`. Missing ones are created. */
  tags?: Array<string> | null | undefined;
  /** Time limit of one attempt, in milliseconds, 500 to 60,000; 10,000 by default. */
  timeoutMs?: number | null | undefined;
  /** Requirements on TLS, for checks that use it. */
  tls?: TlsInput | null | undefined;
  /**
   * Target of the checks, at most 2,048 characters and without credentials. `https://` is
   * prepended if the scheme is missing.
   */
  url: string;
};

/** A DNS query. */
export type DnsCheckInput = {
  /** Values that must all be among the answers, at most 50. */
  expect?: Array<string>;
  /**
   * Expected response code: `NOERROR` (default), `NXDOMAIN`, `SERVFAIL`, `REFUSED`,
   * `FORMERR` or `NOTIMP`.
   */
  rcode?: string | null | undefined;
  /** Record type to query. */
  record?: DnsRecord;
  /**
   * Name server to query, an address or a host name, with or without a port; the prober's
   * own resolver by default.
   */
  server?: string | null | undefined;
};

/** A type of DNS record. */
export type DnsRecord =
  /** An IPv4 address. */
  | 'A'
  /** An IPv6 address. */
  | 'AAAA'
  /** Certification authorities that may issue certificates for the name. */
  | 'CAA'
  /** The canonical name of an alias. */
  | 'CNAME'
  /** The name's mail servers. */
  | 'MX'
  /** The zone's name servers. */
  | 'NS'
  /** The host name of an address. */
  | 'PTR'
  /** The start of a zone of authority. */
  | 'SOA'
  /** The host and port of a service. */
  | 'SRV'
  /** Free-form text. */
  | 'TXT';

/** A request header. Its value is a secret, which no query returns. */
export type HeaderInput = {
  /** Name of the header. */
  name: string;
  /**
   * Value of the header, at most 8 KiB on one line. Null keeps the stored value of the
   * header with this name.
   */
  value?: string | null | undefined;
};

/** An HTTP request and the conditions its response must meet. */
export type HttpCheckInput = {
  /** Conditions on the response, at most 20. All of them must hold. */
  assertions?: Array<AssertionInput>;
  /** User and password (RFC 7617). */
  basicAuth?: BasicAuthInput | null | undefined;
  /** A token (RFC 6750), instead of `basicAuth`. Null keeps the stored token. */
  bearerToken?: string | null | undefined;
  /** Request body, at most 64 KiB. Not allowed for GET and HEAD. */
  body?: string | null | undefined;
  /**
   * Maximum number of bytes to read of the decoded body, 1,024 to 10,485,760; 1 MiB by
   * default.
   */
  bodyLimitBytes?: number;
  /** Presented to servers that request one. Null keeps the stored certificate. */
  clientCertificate?: ClientCertificateInput | null | undefined;
  /**
   * Address or name to connect to instead of the URL's host, with or without a port, for
   * example one server behind a load balancer. It also applies to redirects to the same
   * host. Changing it requires the secrets to be given again.
   */
  connectTo?: string | null | undefined;
  /**
   * Additional request headers, at most 50. Headers that control message framing and
   * connections (`Content-Length`, `Connection`, …) are rejected. So is `Host`; use `host`
   * instead.
   */
  headers?: Array<HeaderInput>;
  /**
   * Host to send in the request and in TLS instead of the URL's, with or without a port;
   * the URL then only says where to connect. Changing the host requires the secrets to be
   * given again.
   */
  host?: string | null | undefined;
  /**
   * Maximum number of redirects to follow, 0 to 10. With 0, the redirect itself is the
   * response.
   */
  maxRedirects?: number;
  /** Request method, at most 20 characters. CONNECT and TRACE are not allowed. */
  method?: string;
  /** Accepted statuses, such as `200-299,401`. */
  statuses?: string;
  /** Required HTTP version. */
  version?: HttpVersion;
};

/** The required HTTP version. */
export type HttpVersion =
  /** The server's choice over TLS, HTTP/1.1 otherwise. */
  | 'ANY'
  /** HTTP/1.1. */
  | 'HTTP_1_1'
  /** HTTP/2; without TLS, by prior knowledge. */
  | 'HTTP_2';

/** What a verdict says. */
export type IncidentVerdictKind =
  /** Regions failed, but fewer than the quorum. */
  | 'BELOW_QUORUM'
  /** The website was down while in maintenance. */
  | 'MAINTENANCE'
  /** An incident opened. */
  | 'OPENED'
  /** An incident resolved. */
  | 'RESOLVED'
  /** The website was down after a person had resolved its incident. */
  | 'RESOLVED_BY_HAND'
  /** The website was down, but for less time than its confirmation takes. */
  | 'UNCONFIRMED';

/** Which IP versions a check uses. */
export type IpVersion =
  /** Both, raced against each other (RFC 8305). */
  | 'ANY'
  /** IPv4 only. */
  | 'V4'
  /** IPv6 only. */
  | 'V6';

/** The outcome of a check. */
export type Outcome =
  /** The website works, but worse than expected. */
  | 'DEGRADED'
  /** The website does not work as expected. */
  | 'DOWN'
  /** Nothing was measured: the prober failed, or the target was refused. */
  | 'UNMEASURED'
  /** The website works as expected. */
  | 'UP';

/** ICMP echo requests. */
export type PingCheckInput = {
  /** Number of echo requests to send, 1 to 10. */
  count?: number;
  /**
   * The check is degraded if the mean difference between consecutive round trips is greater
   * than this, in milliseconds; never by default.
   */
  degradedAboveJitterMs?: number | null | undefined;
  /** The check is down if more than this percentage of requests is lost, 0 to 99. */
  maxLossPercent?: number;
};

/** Who may sign up by password. */
export type Registration =
  /** Nobody. */
  | 'CLOSED'
  /** Whoever has an invitation to an organization. */
  | 'INVITED'
  /** Everybody. */
  | 'OPEN';

/** An account whose password is to be reset. */
export type RequestPasswordResetInput = {
  /** Email address of the account. */
  email: string;
};

/** A new password, by a link that was mailed. */
export type ResetPasswordInput = {
  /** The new password, 12 to 128 characters. */
  newPassword: string;
  /** Token of the link: what follows the `#`. */
  token: string;
};

/** What a member may do; each role may do what those before it may. */
export type Role =
  /** Also renames the organization, and invites, changes and removes members. */
  | 'ADMIN'
  /** Also changes websites, channels and maintenance, and works on incidents. */
  | 'MEMBER'
  /** Also hands the organization over, and deletes it. */
  | 'OWNER'
  /** Reads everything; secrets are never returned. */
  | 'VIEWER';

/** The answer to a challenge. */
export type SignInByPasskeyInput = {
  /** JSON of what `navigator.credentials.get` has found: that of its `toJSON()`. */
  credential: string;
  /** Token of the challenge. */
  token: string;
};

/** An account's credentials. */
export type SignInInput = {
  /**
   * A code of the account's authenticator app, or one of its recovery codes, if it has a second
   * factor. Without it the code of the error is `SECOND_FACTOR_REQUIRED`.
   */
  code?: string | null | undefined;
  /** Email address of the account. */
  email: string;
  /** Password of the account. */
  password: string;
};

/** A new account. */
export type SignUpInput = {
  /** Email address, which must not have an account yet. */
  email: string;
  /**
   * Token of an invitation to an organization, which is accepted. It is needed where
   * `signInOptions` has the registration `INVITED`.
   */
  invitation?: string | null | undefined;
  /** Password, 12 to 128 characters. */
  password: string;
};

/** The greeting of a mail server, optionally upgraded to TLS. */
export type SmtpCheckInput = {
  /**
   * Whether `smtp://` upgrades to TLS with STARTTLS; `smtps://` uses TLS from the first
   * byte.
   */
  startTls?: StartTls;
};

/** Whether a check upgrades to TLS with STARTTLS. */
export type StartTls =
  /** The check uses STARTTLS if the server offers it. */
  | 'IF_OFFERED'
  /** The check does not use STARTTLS. */
  | 'NEVER'
  /** The check is down if the server does not offer STARTTLS. */
  | 'REQUIRED';

/** A TCP connection, optionally with data to send and to expect. */
export type TcpCheckInput = {
  /** Text that must appear in the first 64 KiB received, at most 4 KiB. */
  expect?: string | null | undefined;
  /** Data to send once connected, at most 64 KiB. */
  send?: string | null | undefined;
  /** Whether the connection uses TLS. */
  tls?: boolean;
};

/** What requested a check. */
export type TickOrigin =
  /** The confirmation of a failing vote. */
  | 'CONFIRMATION'
  /** A person, by creating, resuming or editing the website or by "check now". */
  | 'PERSON'
  /** The website's schedule. Only these ticks count in the ledger. */
  | 'SCHEDULE';

/** A TLS handshake. */
export type TlsCheckInput = {
  /** Address or name to connect to instead of the URL's host, with or without a port. */
  connectTo?: string | null | undefined;
};

/**
 * Requirements on TLS for every kind of check that uses it. The new requirements replace the
 * old ones: omitted fields take their defaults.
 */
export type TlsInput = {
  /** The check is degraded if the certificate expires in fewer days, 0 to 365. */
  degradedBelowDays?: number;
  /** Whether to record certificate problems without failing the check. */
  ignoreErrors?: boolean;
  /** The check is down below this version; TLS 1.2 by default. */
  minVersion?: TlsVersion | null | undefined;
};

/** A version of TLS. */
export type TlsVersion =
  /** TLS 1.2. */
  | 'TLS_1_2'
  /** TLS 1.3. */
  | 'TLS_1_3';

/** The effect of a tested condition. */
export type Verdict =
  /** The condition does not hold, which makes the website degraded. */
  | 'DEGRADED'
  /** The condition does not hold, which makes the website down. */
  | 'FAILED'
  /** The condition holds. */
  | 'PASSED';

/** A link that was mailed to verify an address. */
export type VerifyEmailInput = {
  /** Token of the link: what follows the `#`. */
  token: string;
};

/** A WebSocket handshake, optionally with a message to send and to expect. */
export type WebSocketCheckInput = {
  /**
   * Address or name to connect to instead of the URL's host, with or without a port, for
   * example one server behind a load balancer. It also applies to redirects to the same
   * host. Changing it requires the secrets to be given again.
   */
  connectTo?: string | null | undefined;
  /** Text that must appear in the first text message received, at most 4 KiB. */
  expect?: string | null | undefined;
  /** Additional request headers, at most 50. */
  headers?: Array<HeaderInput>;
  /**
   * Host to send in the request and in TLS instead of the URL's, with or without a port;
   * the URL then only says where to connect. Changing the host requires the secrets to be
   * given again.
   */
  host?: string | null | undefined;
  /** Text message to send, at most 64 KiB. */
  send?: string | null | undefined;
  /** Subprotocol to offer. The server must select it. */
  subprotocol?: string | null | undefined;
};

/** Which websites are meant; each part restricts further. */
export type WebsiteFilterInput = {
  /** Only websites with one of these kinds of checks. */
  kinds?: Array<CheckKind> | null | undefined;
  /** Only websites that are checked from the region with this name. */
  region?: string | null | undefined;
  /**
   * Text that the name or URL must contain, at most 200 characters. Case and Unicode form do
   * not matter; internationalized hosts match in Unicode and in `xn--` form.
   */
  search?: string | null | undefined;
  /** Only websites with one of these current statuses. */
  status?: Array<WebsiteStatus> | null | undefined;
  /**
   * Only websites with these tags, at most 50. Of tags with the same name one is enough; a name
   * without a value stands for any value.
   */
  tags?: Array<string> | null | undefined;
};

/** Websites of an organization: those with some ids, or those that match a filter; at most 5,000. */
export type WebsiteSelectionInput = {
  /** A filter that they match; an empty one selects all. */
  filter?: WebsiteFilterInput | null | undefined;
  /** Their ids. Exactly one of `ids` and `filter` must be given. */
  ids?: Array<string> | null | undefined;
  /** Organization that owns them; your personal one by default. */
  organizationId?: string | null | undefined;
};

/** The status of a website. */
export type WebsiteStatus =
  /** Degraded by quorum. */
  | 'DEGRADED'
  /** Down by quorum. */
  | 'DOWN'
  /** Some regions report down, but fewer than the quorum. */
  | 'PARTIAL'
  /** Checks are paused. */
  | 'PAUSED'
  /** No result yet. */
  | 'PENDING'
  /** No fresh vote, or too few to decide. */
  | 'UNMEASURED'
  /** Neither down, partial nor degraded by the fresh votes. */
  | 'UP';

/** A rolling window that ends now. */
export type Window =
  /** 1 day. */
  | 'DAY'
  /** 30 days. */
  | 'MONTH'
  /** 90 days. */
  | 'QUARTER'
  /** 7 days. */
  | 'WEEK'
  /** 365 days. */
  | 'YEAR';

export type SessionQueryVariables = Exact<{ [key: string]: never; }>;


export type SessionQuery = { viewer: { id: string, email: string } | null, organizations: Array<{ id: string, name: string, personal: boolean, role: Role }> };

export type SignInOptionsQueryVariables = Exact<{ [key: string]: never; }>;


export type SignInOptionsQuery = { signInOptions: { passwords: boolean, passkeys: boolean, registration: Registration, mail: boolean, singleSignOn: { name: string } | null } };

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;


export type SignInMutation = { signInBrowser: { expiresAt: string } };

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;


export type SignUpMutation = { signUpBrowser: { expiresAt: string } };

export type SignOutMutationVariables = Exact<{ [key: string]: never; }>;


export type SignOutMutation = { signOut: boolean };

export type StartPasskeySignInMutationVariables = Exact<{ [key: string]: never; }>;


export type StartPasskeySignInMutation = { startPasskeySignIn: { token: string, options: string } };

export type SignInByPasskeyMutationVariables = Exact<{
  input: SignInByPasskeyInput;
}>;


export type SignInByPasskeyMutation = { signInByPasskey: { expiresAt: string } };

export type RequestPasswordResetMutationVariables = Exact<{
  input: RequestPasswordResetInput;
}>;


export type RequestPasswordResetMutation = { requestPasswordReset: boolean };

export type ResetPasswordMutationVariables = Exact<{
  input: ResetPasswordInput;
}>;


export type ResetPasswordMutation = { resetPassword: boolean };

export type VerifyEmailMutationVariables = Exact<{
  input: VerifyEmailInput;
}>;


export type VerifyEmailMutation = { verifyEmail: boolean };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation: { id: string, name: string, personal: boolean, role: Role } };

export type WebsiteOverviewQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteOverviewQuery = { website: { id: string, name: string, url: string, status: WebsiteStatus, intervalSecs: number, quorum: string, createdAt: string, inMaintenance: boolean, tags: Array<{ text: string }>, regionStatuses: Array<{ region: string, status: WebsiteStatus }>, ticks: { nodes: Array<{ region: string, outcome: Outcome, checkedAt: string, httpStatus: number | null, responseTimeMs: number | null, failure: { reason: string } | null }> }, changes: { nodes: Array<{ status: WebsiteStatus, from: string }> } } };

export type WebsiteAvailabilityQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteAvailabilityQuery = { website: { id: string, createdAt: string, uptimeSeries: { from: string, stepSecs: number, ratios: Array<number | null>, worst: Array<WebsiteStatus>, downSecs: Array<number> }, day: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, week: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, month: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } }, quarter: { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } } } };

export type AvailabilityFragment = { ratio: number | null, coverage: number, downSecs: number, slots: { from: string, to: string, planned: number, recorded: number, unmeasured: number, missing: number } };

export type WebsiteLatencyQueryVariables = Exact<{
  id: string;
  window?: Window | null | undefined;
  from?: string | null | undefined;
  to?: string | null | undefined;
  region?: string | null | undefined;
}>;


export type WebsiteLatencyQuery = { website: { id: string, latency: { count: number, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null, phases: { dns: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, connect: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, tls: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, ttfb: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null }, transfer: { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null } } }, latencySeries: { stepSecs: number, at: Array<string>, counts: Array<number>, p50Ms: Array<number>, p95Ms: Array<number>, p99Ms: Array<number> }, changes: { nodes: Array<{ status: WebsiteStatus, from: string, to: string | null }> } } };

export type PhaseFragment = { count: number, meanMs: number | null, p50Ms: number | null, p95Ms: number | null, p99Ms: number | null };

export type WebsiteHistoryQueryVariables = Exact<{
  id: string;
  first: number;
}>;


export type WebsiteHistoryQuery = { website: { id: string, open: { nodes: Array<{ id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean }> }, incidents: { nodes: Array<{ id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean }>, pageInfo: { hasNextPage: boolean } }, verdicts: { nodes: Array<{ kind: IncidentVerdictKind, firstAt: string, lastAt: string, count: number, needed: number, incidentId: string | null, votes: Array<{ region: string, slot: string | null, say: Outcome | null, failures: number }> }>, pageInfo: { hasNextPage: boolean } }, changes: { nodes: Array<{ status: WebsiteStatus, from: string, to: string | null, maintenanceSecs: number }>, pageInfo: { hasNextPage: boolean } } } };

export type WebsiteIncidentFragment = { id: string, openedAt: string, acknowledgedAt: string | null, resolvedAt: string | null, durationSecs: number, cause: string, flapping: boolean };

export type WebsiteChecksQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteChecksQuery = { website: { id: string, ticks: { edges: Array<{ cursor: string, node: { slot: string, region: string, askedBy: TickOrigin, checkedAt: string, outcome: Outcome, httpStatus: number | null, responseTimeMs: number | null, attempts: number, phases: { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null } | null, failure: { detail: string | null, reason: string } | null } }> } } };

export type PhaseTimesFragment = { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null };

export type CheckEvidenceQueryVariables = Exact<{
  id: string;
  after?: string | null | undefined;
}>;


export type CheckEvidenceQuery = { website: { id: string, ticks: { nodes: Array<{ slot: string, region: string, evidence: { address: string | null, head: string | null, body: string | null, hops: Array<{ url: string, address: string | null, httpStatus: number | null, phases: { dnsMs: number | null, connectMs: number | null, tlsMs: number | null, ttfbMs: number | null, transferMs: number | null } }>, attempts: Array<{ outcome: Outcome, reason: string, tookMs: number }>, findings: Array<{ expected: string, actual: string, verdict: Verdict }>, certificates: Array<{ fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string }> } | null }> } } };

export type CertificateFragment = { fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string };

export type WebsiteTlsQueryVariables = Exact<{
  id: string;
}>;


export type WebsiteTlsQuery = { website: { id: string, tls: Array<{ region: string, version: string | null, cipher: string | null, problem: string | null, chain: Array<{ fingerprint: string, subject: string, names: Array<string>, issuer: string, notAfter: string, daysLeft: number, key: string }> }> } };

export type RecentChecksQueryVariables = Exact<{
  id: string;
}>;


export type RecentChecksQuery = { website: { id: string, recentChecks: { slots: Array<string>, regions: Array<string>, outcomes: Array<Outcome>, responseTimesMs: Array<number | null> } } };

export type CheckNowMutationVariables = Exact<{
  id: string;
}>;


export type CheckNowMutation = { checkNow: { id: string } };

export type PauseWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type PauseWebsiteMutation = { pauseWebsite: { id: string, status: WebsiteStatus } };

export type ResumeWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type ResumeWebsiteMutation = { resumeWebsite: { id: string, status: WebsiteStatus } };

export type DeleteWebsiteMutationVariables = Exact<{
  id: string;
}>;


export type DeleteWebsiteMutation = { deleteWebsite: string };

export type WebsiteRowFragment = { id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null };

export type WebsitesQueryVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type WebsitesQuery = { websites: { nodes: Array<{ id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type TicksSubscriptionVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type TicksSubscription = { ticks: { cursor: string, website: { id: string }, tick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } } };

export type StatusChangesSubscriptionVariables = Exact<{
  organizationId: string;
  after?: string | null | undefined;
}>;


export type StatusChangesSubscription = { statusChanges: { cursor: string, status: WebsiteStatus, website: { id: string } } };

export type BulkResultFragment = { ids: Array<string>, errors: Array<{ websiteId: string, message: string }> };

export type CreateWebsiteMutationVariables = Exact<{
  input: CreateWebsiteInput;
}>;


export type CreateWebsiteMutation = { createWebsite: { id: string, name: string, url: string, status: WebsiteStatus, createdAt: string, intervalSecs: number, tags: Array<{ text: string, color: string | null }>, lastTick: { checkedAt: string, outcome: Outcome, region: string, responseTimeMs: number | null, failure: { reason: string } | null } | null } };

export type PauseWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type PauseWebsitesMutation = { pauseWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string }> } };

export type ResumeWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type ResumeWebsitesMutation = { resumeWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string }> } };

export type DeleteWebsitesMutationVariables = Exact<{
  input: WebsiteSelectionInput;
}>;


export type DeleteWebsitesMutation = { deleteWebsites: { ids: Array<string>, errors: Array<{ websiteId: string, message: string }> } };

export type WebsiteDayFragment = { id: string, uptimeSeries: { from: string, stepSecs: number, worst: Array<WebsiteStatus>, downSecs: Array<number> }, uptime: { ratio: number | null }, latency: { p95Ms: number | null }, tls: Array<{ chain: Array<{ daysLeft: number }> }> };

export type WebsiteDaysQueryVariables = Exact<{
  organizationId: string;
  first: number;
  after?: string | null | undefined;
}>;


export type WebsiteDaysQuery = { websites: { nodes: Array<{ id: string, uptimeSeries: { from: string, stepSecs: number, worst: Array<WebsiteStatus>, downSecs: Array<number> }, uptime: { ratio: number | null }, latency: { p95Ms: number | null }, tls: Array<{ chain: Array<{ daysLeft: number }> }> }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AvailabilityFragmentDoc = new TypedDocumentString(`
    fragment Availability on Uptime {
  ratio
  coverage
  downSecs
  slots {
    from
    to
    planned
    recorded
    unmeasured
    missing
  }
}
    `, {"fragmentName":"Availability"}) as unknown as TypedDocumentString<AvailabilityFragment, unknown>;
export const PhaseFragmentDoc = new TypedDocumentString(`
    fragment Phase on PhaseLatency {
  count
  meanMs
  p50Ms
  p95Ms
  p99Ms
}
    `, {"fragmentName":"Phase"}) as unknown as TypedDocumentString<PhaseFragment, unknown>;
export const WebsiteIncidentFragmentDoc = new TypedDocumentString(`
    fragment WebsiteIncident on Incident {
  id
  openedAt
  acknowledgedAt
  resolvedAt
  durationSecs
  cause
  flapping
}
    `, {"fragmentName":"WebsiteIncident"}) as unknown as TypedDocumentString<WebsiteIncidentFragment, unknown>;
export const PhaseTimesFragmentDoc = new TypedDocumentString(`
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}
    `, {"fragmentName":"PhaseTimes"}) as unknown as TypedDocumentString<PhaseTimesFragment, unknown>;
export const CertificateFragmentDoc = new TypedDocumentString(`
    fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}
    `, {"fragmentName":"Certificate"}) as unknown as TypedDocumentString<CertificateFragment, unknown>;
export const WebsiteRowFragmentDoc = new TypedDocumentString(`
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}
    `, {"fragmentName":"WebsiteRow"}) as unknown as TypedDocumentString<WebsiteRowFragment, unknown>;
export const BulkResultFragmentDoc = new TypedDocumentString(`
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
  }
}
    `, {"fragmentName":"BulkResult"}) as unknown as TypedDocumentString<BulkResultFragment, unknown>;
export const WebsiteDayFragmentDoc = new TypedDocumentString(`
    fragment WebsiteDay on Website {
  id
  uptimeSeries(step: HOUR, steps: 24) {
    from
    stepSecs
    worst
    downSecs
  }
  uptime(window: DAY) {
    ratio
  }
  latency(window: DAY) {
    p95Ms
  }
  tls {
    chain {
      daysLeft
    }
  }
}
    `, {"fragmentName":"WebsiteDay"}) as unknown as TypedDocumentString<WebsiteDayFragment, unknown>;
export const SessionDocument = new TypedDocumentString(`
    query Session {
  viewer {
    id
    email
  }
  organizations {
    id
    name
    personal
    role
  }
}
    `) as unknown as TypedDocumentString<SessionQuery, SessionQueryVariables>;
export const SignInOptionsDocument = new TypedDocumentString(`
    query SignInOptions {
  signInOptions {
    passwords
    passkeys
    singleSignOn {
      name
    }
    registration
    mail
  }
}
    `) as unknown as TypedDocumentString<SignInOptionsQuery, SignInOptionsQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signInBrowser(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUpBrowser(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut {
  signOut
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const StartPasskeySignInDocument = new TypedDocumentString(`
    mutation StartPasskeySignIn {
  startPasskeySignIn {
    token
    options
  }
}
    `) as unknown as TypedDocumentString<StartPasskeySignInMutation, StartPasskeySignInMutationVariables>;
export const SignInByPasskeyDocument = new TypedDocumentString(`
    mutation SignInByPasskey($input: SignInByPasskeyInput!) {
  signInByPasskey(input: $input) {
    expiresAt
  }
}
    `) as unknown as TypedDocumentString<SignInByPasskeyMutation, SignInByPasskeyMutationVariables>;
export const RequestPasswordResetDocument = new TypedDocumentString(`
    mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input)
}
    `) as unknown as TypedDocumentString<RequestPasswordResetMutation, RequestPasswordResetMutationVariables>;
export const ResetPasswordDocument = new TypedDocumentString(`
    mutation ResetPassword($input: ResetPasswordInput!) {
  resetPassword(input: $input)
}
    `) as unknown as TypedDocumentString<ResetPasswordMutation, ResetPasswordMutationVariables>;
export const VerifyEmailDocument = new TypedDocumentString(`
    mutation VerifyEmail($input: VerifyEmailInput!) {
  verifyEmail(input: $input)
}
    `) as unknown as TypedDocumentString<VerifyEmailMutation, VerifyEmailMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    id
    name
    personal
    role
  }
}
    `) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const WebsiteOverviewDocument = new TypedDocumentString(`
    query WebsiteOverview($id: ID!) {
  website(id: $id) {
    id
    name
    url
    status
    intervalSecs
    quorum
    createdAt
    inMaintenance
    tags {
      text
    }
    regionStatuses {
      region
      status
    }
    ticks(first: 50) {
      nodes {
        region
        outcome
        checkedAt
        httpStatus
        responseTimeMs
        failure {
          reason
        }
      }
    }
    changes(first: 1) {
      nodes {
        status
        from
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WebsiteOverviewQuery, WebsiteOverviewQueryVariables>;
export const WebsiteAvailabilityDocument = new TypedDocumentString(`
    query WebsiteAvailability($id: ID!) {
  website(id: $id) {
    id
    createdAt
    uptimeSeries(step: DAY) {
      from
      stepSecs
      ratios
      worst
      downSecs
    }
    day: uptime(window: DAY) {
      ...Availability
    }
    week: uptime(window: WEEK) {
      ...Availability
    }
    month: uptime(window: MONTH) {
      ...Availability
    }
    quarter: uptime(window: QUARTER) {
      ...Availability
    }
  }
}
    fragment Availability on Uptime {
  ratio
  coverage
  downSecs
  slots {
    from
    to
    planned
    recorded
    unmeasured
    missing
  }
}`) as unknown as TypedDocumentString<WebsiteAvailabilityQuery, WebsiteAvailabilityQueryVariables>;
export const WebsiteLatencyDocument = new TypedDocumentString(`
    query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {
  website(id: $id) {
    id
    latency(window: $window, from: $from, to: $to, region: $region) {
      count
      p50Ms
      p95Ms
      p99Ms
      phases {
        dns {
          ...Phase
        }
        connect {
          ...Phase
        }
        tls {
          ...Phase
        }
        ttfb {
          ...Phase
        }
        transfer {
          ...Phase
        }
      }
    }
    latencySeries(window: $window, from: $from, to: $to, region: $region) {
      stepSecs
      at
      counts
      p50Ms
      p95Ms
      p99Ms
    }
    changes(first: 100, region: $region) {
      nodes {
        status
        from
        to
      }
    }
  }
}
    fragment Phase on PhaseLatency {
  count
  meanMs
  p50Ms
  p95Ms
  p99Ms
}`) as unknown as TypedDocumentString<WebsiteLatencyQuery, WebsiteLatencyQueryVariables>;
export const WebsiteHistoryDocument = new TypedDocumentString(`
    query WebsiteHistory($id: ID!, $first: Int!) {
  website(id: $id) {
    id
    open: incidents(first: 100, open: true) {
      nodes {
        ...WebsiteIncident
      }
    }
    incidents(first: $first, open: false) {
      nodes {
        ...WebsiteIncident
      }
      pageInfo {
        hasNextPage
      }
    }
    verdicts(first: $first) {
      nodes {
        kind
        firstAt
        lastAt
        count
        needed
        incidentId
        votes {
          region
          slot
          say
          failures
        }
      }
      pageInfo {
        hasNextPage
      }
    }
    changes(first: $first) {
      nodes {
        status
        from
        to
        maintenanceSecs
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment WebsiteIncident on Incident {
  id
  openedAt
  acknowledgedAt
  resolvedAt
  durationSecs
  cause
  flapping
}`) as unknown as TypedDocumentString<WebsiteHistoryQuery, WebsiteHistoryQueryVariables>;
export const WebsiteChecksDocument = new TypedDocumentString(`
    query WebsiteChecks($id: ID!) {
  website(id: $id) {
    id
    ticks(first: 60) {
      edges {
        cursor
        node {
          slot
          region
          askedBy
          checkedAt
          outcome
          httpStatus
          responseTimeMs
          attempts
          phases {
            ...PhaseTimes
          }
          failure {
            detail
            reason
          }
        }
      }
    }
  }
}
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}`) as unknown as TypedDocumentString<WebsiteChecksQuery, WebsiteChecksQueryVariables>;
export const CheckEvidenceDocument = new TypedDocumentString(`
    query CheckEvidence($id: ID!, $after: String) {
  website(id: $id) {
    id
    ticks(first: 10, after: $after) {
      nodes {
        slot
        region
        evidence {
          address
          hops {
            url
            address
            httpStatus
            phases {
              ...PhaseTimes
            }
          }
          attempts {
            outcome
            reason
            tookMs
          }
          findings {
            expected
            actual
            verdict
          }
          certificates {
            ...Certificate
          }
          head
          body
        }
      }
    }
  }
}
    fragment PhaseTimes on Phases {
  dnsMs
  connectMs
  tlsMs
  ttfbMs
  transferMs
}
fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}`) as unknown as TypedDocumentString<CheckEvidenceQuery, CheckEvidenceQueryVariables>;
export const WebsiteTlsDocument = new TypedDocumentString(`
    query WebsiteTls($id: ID!) {
  website(id: $id) {
    id
    tls {
      region
      version
      cipher
      problem
      chain {
        ...Certificate
      }
    }
  }
}
    fragment Certificate on Certificate {
  fingerprint
  subject
  names
  issuer
  notAfter
  daysLeft
  key
}`) as unknown as TypedDocumentString<WebsiteTlsQuery, WebsiteTlsQueryVariables>;
export const RecentChecksDocument = new TypedDocumentString(`
    query RecentChecks($id: ID!) {
  website(id: $id) {
    id
    recentChecks(last: 60) {
      slots
      regions
      outcomes
      responseTimesMs
    }
  }
}
    `) as unknown as TypedDocumentString<RecentChecksQuery, RecentChecksQueryVariables>;
export const CheckNowDocument = new TypedDocumentString(`
    mutation CheckNow($id: ID!) {
  checkNow(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<CheckNowMutation, CheckNowMutationVariables>;
export const PauseWebsiteDocument = new TypedDocumentString(`
    mutation PauseWebsite($id: ID!) {
  pauseWebsite(id: $id) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<PauseWebsiteMutation, PauseWebsiteMutationVariables>;
export const ResumeWebsiteDocument = new TypedDocumentString(`
    mutation ResumeWebsite($id: ID!) {
  resumeWebsite(id: $id) {
    id
    status
  }
}
    `) as unknown as TypedDocumentString<ResumeWebsiteMutation, ResumeWebsiteMutationVariables>;
export const DeleteWebsiteDocument = new TypedDocumentString(`
    mutation DeleteWebsite($id: ID!) {
  deleteWebsite(id: $id)
}
    `) as unknown as TypedDocumentString<DeleteWebsiteMutation, DeleteWebsiteMutationVariables>;
export const WebsitesDocument = new TypedDocumentString(`
    query Websites($organizationId: ID!, $after: String) {
  websites(first: 500, after: $after, organizationId: $organizationId) {
    nodes {
      ...WebsiteRow
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}`) as unknown as TypedDocumentString<WebsitesQuery, WebsitesQueryVariables>;
export const TicksDocument = new TypedDocumentString(`
    subscription Ticks($organizationId: ID!, $after: String) {
  ticks(organizationId: $organizationId, after: $after) {
    cursor
    website {
      id
    }
    tick {
      checkedAt
      outcome
      region
      responseTimeMs
      failure {
        reason
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TicksSubscription, TicksSubscriptionVariables>;
export const StatusChangesDocument = new TypedDocumentString(`
    subscription StatusChanges($organizationId: ID!, $after: String) {
  statusChanges(organizationId: $organizationId, after: $after) {
    cursor
    status
    website {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<StatusChangesSubscription, StatusChangesSubscriptionVariables>;
export const CreateWebsiteDocument = new TypedDocumentString(`
    mutation CreateWebsite($input: CreateWebsiteInput!) {
  createWebsite(input: $input) {
    ...WebsiteRow
  }
}
    fragment WebsiteRow on Website {
  id
  name
  url
  status
  createdAt
  intervalSecs
  tags {
    text
    color
  }
  lastTick {
    checkedAt
    outcome
    region
    responseTimeMs
    failure {
      reason
    }
  }
}`) as unknown as TypedDocumentString<CreateWebsiteMutation, CreateWebsiteMutationVariables>;
export const PauseWebsitesDocument = new TypedDocumentString(`
    mutation PauseWebsites($input: WebsiteSelectionInput!) {
  pauseWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
  }
}`) as unknown as TypedDocumentString<PauseWebsitesMutation, PauseWebsitesMutationVariables>;
export const ResumeWebsitesDocument = new TypedDocumentString(`
    mutation ResumeWebsites($input: WebsiteSelectionInput!) {
  resumeWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
  }
}`) as unknown as TypedDocumentString<ResumeWebsitesMutation, ResumeWebsitesMutationVariables>;
export const DeleteWebsitesDocument = new TypedDocumentString(`
    mutation DeleteWebsites($input: WebsiteSelectionInput!) {
  deleteWebsites(input: $input) {
    ...BulkResult
  }
}
    fragment BulkResult on BulkChange {
  ids
  errors {
    websiteId
    message
  }
}`) as unknown as TypedDocumentString<DeleteWebsitesMutation, DeleteWebsitesMutationVariables>;
export const WebsiteDaysDocument = new TypedDocumentString(`
    query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {
  websites(first: $first, after: $after, organizationId: $organizationId) {
    nodes {
      ...WebsiteDay
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    fragment WebsiteDay on Website {
  id
  uptimeSeries(step: HOUR, steps: 24) {
    from
    stepSecs
    worst
    downSecs
  }
  uptime(window: DAY) {
    ratio
  }
  latency(window: DAY) {
    p95Ms
  }
  tls {
    chain {
      daysLeft
    }
  }
}`) as unknown as TypedDocumentString<WebsiteDaysQuery, WebsiteDaysQueryVariables>;