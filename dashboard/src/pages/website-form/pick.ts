import { clipped } from '../../ui/clipped';
import type { AssertionDraft } from './draft';
import { jsonLeaves } from './json-leaves';

/** An answer that was seen. */
export interface Answer {
  /** Where it comes from, for people. */
  source: string;
  httpStatus: number | null;
  head: string | null;
  body: string | null;
}

/** A condition that an answer fulfils. */
export interface Pick {
  /** What it says of the answer. */
  label: string;
  condition: { statuses: string } | AssertionDraft;
}

/** Values of a JSON body that are offered. */
const MOST_LEAVES = 50;

/** The longest value that is compared as a whole. */
const LONGEST = 200;

/** Headers that say nothing about whether a website works. */
const IDLE = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** Headers and values that differ from answer to answer: all that lasts is that they are there. */
const FICKLE = /^(age|etag|expires|last-modified|set-cookie|vary|x-request-id)$/;

/** Conditions that an answer fulfils, to choose from. */
export function picksOf({ httpStatus, head, body }: Answer): Pick[] {
  const status =
    httpStatus === null
      ? []
      : [{ label: `Status is ${httpStatus}`, condition: { statuses: String(httpStatus) } }];
  return [...status, ...headerPicks(head ?? ''), ...bodyPicks(body ?? '')];
}

function headerPicks(head: string): Pick[] {
  const [, ...lines] = head.split('\n');
  const seen = new Set<string>();
  return lines.flatMap((line) => {
    const [name = '', value = ''] = line.split(/:\s?(.*)/s);
    if (value === '' || IDLE.has(name) || seen.has(name)) {
      return [];
    }
    seen.add(name);
    const isCompared = !FICKLE.test(name) && !value.includes('***') && value.length <= LONGEST;
    return [pick({ subject: 'HEADER', property: name, ...compared(isCompared, value) })];
  });
}

function bodyPicks(body: string): Pick[] {
  const leaves = jsonLeaves(body, MOST_LEAVES);
  if (leaves.length > 0) {
    return leaves.map(({ path, value }) => {
      const isCompared = !value.includes('***') && value.length <= LONGEST;
      return pick({ subject: 'JSON', property: path, ...compared(isCompared, value) });
    });
  }
  const telling = /<title>\s*([^<]+?)\s*<\/title>/i.exec(body)?.[1] ?? firstLine(body);
  return telling === ''
    ? []
    : [pick({ subject: 'BODY', property: '', comparison: 'CONTAINS', value: telling })];
}

function firstLine(body: string): string {
  const line = body
    .split('\n')
    .map((line) => line.trim())
    .find(Boolean);
  return line === undefined ? '' : Array.from(line).slice(0, 80).join('');
}

function compared(isCompared: boolean, value: string) {
  return isCompared
    ? ({ comparison: 'EQUALS', value } as const)
    : ({ comparison: 'EXISTS', value: '' } as const);
}

function pick(condition: AssertionDraft): Pick {
  const { subject, property, comparison, value } = condition;
  const what = subject === 'BODY' ? 'Body' : property;
  const said = {
    EQUALS: `is ${clipped(value, 60)}`,
    CONTAINS: `contains ${clipped(value, 60)}`,
  };
  const holds =
    comparison === 'EQUALS' || comparison === 'CONTAINS' ? said[comparison] : 'is there';
  return { label: `${what} ${holds}`, condition };
}
