import type { WebsiteSettingsFragment } from '../../api/generated/graphql';
import { NEW_CHECK, type CheckDraft, type Draft } from './draft';

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
