import { duration } from '../../ui/time';
import { DEFAULTS, type CheckDraft, type Draft } from './draft';
import { linesOf, takesBody, whole } from './input';

/** What the folded parts of the form hold, in short. */
export const SUMMARIES = {
  request({ check }: Draft): string {
    const { method, headers, body, auth, hasCertificate, version } = check;
    return listed([
      method,
      counted(headers.length, 'header'),
      takesBody(method) && body !== '' ? 'a body' : null,
      auth === 'BASIC' ? 'a password' : auth === 'BEARER' ? 'a token' : null,
      hasCertificate ? 'a client certificate' : null,
      version === 'ANY' ? null : version === 'HTTP_2' ? 'HTTP/2' : 'HTTP/1.1',
    ]);
  },
  answer({ check: { statuses, assertions } }: Draft): string {
    return listed([`status ${statuses}`, counted(assertions.length, 'condition')]);
  },
  handshake({ check }: Draft): string {
    const { headers, subprotocol } = check;
    return listed([
      counted(headers.length, 'header'),
      subprotocol === '' ? null : `subprotocol ${subprotocol}`,
      ...words(check),
    ]);
  },
  connection({ check }: Draft): string {
    return listed([check.hasTls ? 'TLS' : 'no TLS', ...words(check)]);
  },
  query({ check: { record, server, answers, rcode } }: Draft): string {
    return listed([
      record,
      server === '' ? null : `at ${server}`,
      rcode === 'NOERROR' ? null : rcode,
      counted(linesOf(answers).length, 'value'),
    ]);
  },
  echoes({ check }: Draft): string {
    const jitter = whole(check.jitterMs);
    const loss = whole(check.maxLossPercent) ?? DEFAULTS.maxLossPercent;
    return listed([
      `${whole(check.count) ?? DEFAULTS.count} requests`,
      loss === 0 ? 'no loss' : `up to ${loss} % lost`,
      jitter === null ? null : `degraded above ${jitter} ms of jitter`,
    ]);
  },
  startTls({ check: { startTls } }: Draft): string {
    return { REQUIRED: 'required', IF_OFFERED: 'if offered', NEVER: 'never' }[startTls];
  },
  pace({ intervalSecs, timeoutMs, retries }: Draft): string {
    const attempts = whole(retries) ?? DEFAULTS.retries;
    return listed([
      `every ${seconds(intervalSecs, DEFAULTS.intervalSecs)}`,
      `${limit(whole(timeoutMs) ?? DEFAULTS.timeoutMs)} for an answer`,
      attempts === 0 ? 'one attempt' : `up to ${attempts + 1} attempts`,
    ]);
  },
  slowness({ degradedAboveMs, downAboveMs }: Draft): string {
    const [degraded, down] = [whole(degradedAboveMs), whole(downAboveMs)];
    const limits = [
      degraded === null ? null : `degraded above ${degraded} ms`,
      down === null ? null : `down above ${down} ms`,
    ];
    return listed(limits, 'no limits');
  },
  regions({ regions, quorum }: Draft): string {
    const where = regions === null ? 'all' : regions.join(', ') || 'none';
    const enough = { any: 'one says', majority: 'most say', all: 'all say' }[quorum];
    return `${where}; down once ${enough ?? `${quorum} say`} so`;
  },
  incidents({ confirmationSecs, recoverySecs }: Draft): string {
    const wait = whole(confirmationSecs) ?? DEFAULTS.confirmationSecs;
    const well = seconds(recoverySecs, DEFAULTS.recoverySecs);
    return `open ${wait === 0 ? 'at once' : `after ${duration(wait * 1_000)}`}, resolve after ${well}`;
  },
  tls({ minVersion, degradedBelowDays, ignoreErrors }: Draft): string {
    const days = whole(degradedBelowDays) ?? DEFAULTS.degradedBelowDays;
    return listed([
      minVersion === 'TLS_1_3' ? 'TLS 1.3' : 'TLS 1.2 or 1.3',
      ignoreErrors ? 'problems are ignored' : null,
      days === 0 ? 'expiry is ignored' : `degraded ${days} days before it expires`,
    ]);
  },
  network({ ipVersion, check: { host, connectTo } }: Draft): string {
    return listed([
      { ANY: 'IPv4 and IPv6', V4: 'IPv4 only', V6: 'IPv6 only' }[ipVersion],
      connectTo === '' ? null : `by way of ${connectTo}`,
      host === '' ? null : `as ${host}`,
    ]);
  },
};

function words({ send, expect }: CheckDraft): (string | null)[] {
  return [send === '' ? null : 'sends a text', expect === '' ? null : 'expects a text'];
}

function listed(parts: (string | null)[], otherwise = 'nothing special'): string {
  return parts.filter((part) => part !== null).join(', ') || otherwise;
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(typed: string, otherwise: number): string {
  return duration((whole(typed) ?? otherwise) * 1_000);
}

function limit(ms: number): string {
  return ms % 1_000 === 0 ? duration(ms) : `${ms} ms`;
}
