import type {
  AssertionInput,
  CheckInput,
  CreateWebsiteInput,
  HeaderInput,
  HttpCheckInput,
  UpdateWebsiteInput,
} from '../../api/generated/graphql';
import { DEFAULTS, hasSecrets, type AssertionDraft, type CheckDraft, type Draft } from './draft';
import { isSameWebsite, kindOf } from './kinds';

/** What creates the website, and what is tried. */
export function createInput(draft: Draft, organizationId: string): CreateWebsiteInput {
  const { name, intervalSecs, check } = draft;
  return {
    organizationId,
    ...commonInput(draft),
    name: name.trim() || null,
    // Where even the default is too short for this installation, the API has its own.
    intervalSecs: whole(intervalSecs),
    check: checkInput(draft.url, check, null),
  };
}

/**
 * What changes the website from `before`. The check is sent only if it changes, so that its secrets
 * are kept; or if they do not follow to where it goes now, so that the API says which are missing.
 */
export function updateInput(draft: Draft, id: string, before: Draft): UpdateWebsiteInput {
  const check = checkInput(draft.url, draft.check, before);
  const known = checkInput(before.url, before.check, before);
  const isChanged = JSON.stringify(check) !== JSON.stringify(known);
  const isBare = hasSecrets(before.check) && !keepsSecrets(draft.url, draft.check, before);
  return {
    id,
    ...commonInput(draft),
    name: draft.name,
    intervalSecs: whole(draft.intervalSecs) ?? DEFAULTS.intervalSecs,
    ...(isChanged || isBare ? { check } : {}),
  };
}

function commonInput(draft: Draft) {
  const { url, tags, regions, quorum, ipVersion, minVersion, ignoreErrors } = draft;
  return {
    url,
    tags,
    timeoutMs: numberOf(draft, 'timeoutMs'),
    retries: numberOf(draft, 'retries'),
    regions,
    quorum,
    confirmationSecs: numberOf(draft, 'confirmationSecs'),
    recoverySecs: numberOf(draft, 'recoverySecs'),
    ipVersion,
    degradedAboveMs: whole(draft.degradedAboveMs),
    downAboveMs: whole(draft.downAboveMs),
    tls: { minVersion, degradedBelowDays: numberOf(draft, 'degradedBelowDays'), ignoreErrors },
  };
}

/** The details of the kind that the address selects; null if it selects none. */
function checkInput(url: string, check: CheckDraft, before: Draft | null): CheckInput | null {
  const { send, expect, subprotocol, connectTo, startTls, hasTls } = check;
  const words = { send: send || null, expect: expect || null };
  switch (kindOf(url)) {
    case 'HTTP':
      return { http: httpInput(check, keepsSecrets(url, check, before) ? before : null) };
    case 'TCP':
      return { tcp: { tls: hasTls, ...words } };
    case 'DNS':
      return {
        dns: {
          record: check.record,
          server: text(check.server),
          expect: linesOf(check.answers),
          rcode: check.rcode === 'NOERROR' ? null : check.rcode,
        },
      };
    case 'PING':
      return {
        ping: {
          count: numberOf(check, 'count'),
          maxLossPercent: numberOf(check, 'maxLossPercent'),
          degradedAboveJitterMs: whole(check.jitterMs),
        },
      };
    case 'TLS':
      return { tls: { connectTo: text(connectTo) } };
    case 'WEB_SOCKET':
      return {
        webSocket: {
          headers: headersInput(check),
          subprotocol: text(subprotocol),
          ...words,
          host: text(check.host),
          connectTo: text(connectTo),
        },
      };
    case 'SMTP':
      return { smtp: { startTls } };
    default:
      return null;
  }
}

function httpInput(check: CheckDraft, before: Draft | null): HttpCheckInput {
  const { method, body, auth, user, password, token, version, statuses } = check;
  const keepsToken = before?.check.auth === 'BEARER' && token === '';
  return {
    method,
    headers: headersInput(check),
    ...(takesBody(method) && body !== '' ? { body } : {}),
    ...(auth === 'BASIC' ? { basicAuth: { user, password: password || null } } : {}),
    ...(auth === 'BEARER' ? { bearerToken: keepsToken ? null : token } : {}),
    ...certificateInput(check, before),
    version,
    maxRedirects: numberOf(check, 'maxRedirects'),
    bodyLimitBytes: numberOf(check, 'bodyLimitBytes'),
    statuses,
    assertions: check.assertions.map(assertionInput),
    host: text(check.host),
    connectTo: text(check.connectTo),
  };
}

function certificateInput(check: CheckDraft, before: Draft | null): HttpCheckInput {
  const { hasCertificate, certificatePem, keyPem } = check;
  if (!hasCertificate) {
    return {};
  }
  const isKept = before?.check.hasCertificate === true && certificatePem === '' && keyPem === '';
  return { clientCertificate: isKept ? null : { certificatePem, keyPem } };
}

function headersInput({ headers }: CheckDraft): HeaderInput[] {
  // Without a value the API keeps the one that is stored, or says that there is none.
  return headers.map(({ name, value }) => ({ name: name.trim(), value: value || null }));
}

function assertionInput({ subject, property, comparison, value }: AssertionDraft): AssertionInput {
  return {
    subject,
    property: subject === 'BODY' ? null : property.trim() || null,
    comparison,
    value: takesValue(comparison) ? value : null,
  };
}

/** Whether a condition compares with something. */
export function takesValue(comparison: AssertionDraft['comparison']): boolean {
  return comparison !== 'EXISTS' && comparison !== 'NOT_EXISTS';
}

/** Whether a request of this method may have a body. */
export function takesBody(method: string): boolean {
  return !['GET', 'HEAD'].includes(method.trim().toUpperCase());
}

/** Whether secrets that are stored are kept: the check still goes to the same website. */
export function keepsSecrets(url: string, check: CheckDraft, before: Draft | null): boolean {
  return (
    before !== null &&
    isSameWebsite(before.url, url) &&
    before.check.host === check.host.trim() &&
    before.check.connectTo === check.connectTo.trim()
  );
}

/** Values one a line. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** A number as somebody types it; null if nothing is typed, or no whole number. */
export function whole(text: string): number | null {
  const digits = text.replaceAll(/[\s,_]/g, '');
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null;
}

/** A number, or the default one if nothing is typed. */
function numberOf<TName extends keyof typeof DEFAULTS>(
  draft: Record<TName, string>,
  name: TName,
): number {
  return whole(draft[name]) ?? DEFAULTS[name];
}

function text(typed: string): string | null {
  return typed.trim() || null;
}
