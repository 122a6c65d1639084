import type { CheckInput, CheckKind } from '../../api/generated/graphql';

interface Kind {
  /** The field of `CheckInput` with its details. */
  input: keyof CheckInput;
  /** What is checked, for below the address. */
  what: string;
  /** Its name, for lists. */
  name: string;
}

/** The kinds of check. */
export const KINDS: Record<CheckKind, Kind> = {
  HTTP: { input: 'http', what: 'a request and its answer', name: 'HTTP' },
  TCP: { input: 'tcp', what: 'a TCP connection', name: 'TCP' },
  DNS: { input: 'dns', what: 'a name and its DNS records', name: 'DNS' },
  PING: { input: 'ping', what: 'replies to ICMP echo requests', name: 'Ping' },
  TLS: { input: 'tls', what: 'a TLS handshake and its certificate', name: 'TLS' },
  WEB_SOCKET: { input: 'webSocket', what: 'a WebSocket handshake', name: 'WebSocket' },
  SMTP: { input: 'smtp', what: 'the greeting of a mail server', name: 'SMTP' },
};

const BY_SCHEME: Record<string, CheckKind> = {
  https: 'HTTP',
  http: 'HTTP',
  tcp: 'TCP',
  dns: 'DNS',
  ping: 'PING',
  tls: 'TLS',
  wss: 'WEB_SOCKET',
  ws: 'WEB_SOCKET',
  smtp: 'SMTP',
  smtps: 'SMTP',
};

/** The schemes, for hints. */
export const SCHEMES = Object.keys(BY_SCHEME);

/** The scheme of an address as somebody types it: `https` if there is none. */
export function schemeOf(url: string): string {
  return /^\s*([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase() ?? 'https';
}

/** The kind of check that an address selects; null if its scheme is not known. */
export function kindOf(url: string): CheckKind | null {
  return BY_SCHEME[schemeOf(url)] ?? null;
}

/** Whether a check by this address may speak TLS. */
export function speaksTls(url: string, isTcpWithTls: boolean): boolean {
  switch (kindOf(url)) {
    case 'HTTP': // Even http:// may lead to https://.
    case 'TLS':
    case 'SMTP':
      return true;
    case 'WEB_SOCKET':
      return schemeOf(url) === 'wss';
    case 'TCP':
      return isTcpWithTls;
    default:
      return false;
  }
}

/**
 * Whether two addresses are of the same website, so that its secrets are kept: the same scheme,
 * host and port, or from HTTP up to HTTPS on the default ports.
 */
export function isSameWebsite(before: string, after: string): boolean {
  const [one, other] = [parsed(before), parsed(after)];
  if (one === null || other === null) {
    return false;
  }
  const isUpgrade = one.protocol === 'http:' && other.protocol === 'https:' && one.port === '';
  return one.host === other.host && (one.protocol === other.protocol || isUpgrade);
}

function parsed(url: string): URL | null {
  const text = url.trim();
  const full = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(full) ? new URL(full) : null;
}
