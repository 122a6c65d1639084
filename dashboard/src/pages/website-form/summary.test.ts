import { expect, test } from 'vitest';

import { NEW } from './draft';
import { SUMMARIES } from './summary';

test('folded parts say what holds if nothing is typed', () => {
  const said = Object.values(SUMMARIES).map((summary) => summary(NEW));
  expect(said).toMatchInlineSnapshot(`
    [
      "GET",
      "status 200-399",
      "nothing special",
      "no TLS",
      "A",
      "3 requests, no loss",
      "required",
      "every 3 min, 10 s for an answer, up to 2 attempts",
      "no limits",
      "all; down once most say so",
      "open at once, resolve after 1 min",
      "TLS 1.2 or 1.3, degraded 14 days before it expires",
      "IPv4 and IPv6",
    ]
  `);
});

test('folded parts say what was changed', () => {
  const check = {
    ...NEW.check,
    method: 'POST',
    body: 'x',
    headers: [{ name: 'a', value: 'b', isStored: false }],
    answers: '192.0.2.7\n\n192.0.2.8',
  };
  const draft = { ...NEW, check, timeoutMs: '1500', regions: ['india', 'usa'], quorum: '2' };
  expect(SUMMARIES.request(draft)).toBe('POST, 1 header, a body');
  expect(SUMMARIES.query(draft)).toBe('A, 2 values');
  expect(SUMMARIES.pace(draft)).toBe('every 3 min, 1500 ms for an answer, up to 2 attempts');
  expect(SUMMARIES.regions(draft)).toBe('india, usa; down once 2 say so');
});
