import { expect, test } from 'vitest';

import { jsonLeaves } from './json-leaves';
import { picksOf } from './pick';

test('values of JSON have paths, up to where the text is cut', () => {
  const text = '{"a": {"b c": [1.50, "x\\"y", null]}, "it\'s": true, "e": [], "rest": "cut of';
  expect(jsonLeaves(text, 50)).toEqual([
    { path: "$.a['b c'][0]", value: '1.50' },
    { path: "$.a['b c'][1]", value: 'x"y' },
    { path: "$.a['b c'][2]", value: 'null' },
    { path: "$['it\\'s']", value: 'true' },
  ]);
  expect(jsonLeaves('[{"a":12', 50)).toEqual([]);
  expect(jsonLeaves('[1,2,3]', 2)).toHaveLength(2);
});

test('what is no JSON has no values', () => {
  for (const text of ['', 'fine', '<html>', '"text"', '{]', '{"a" 1}', '[,]', '{"a":}']) {
    expect(jsonLeaves(text, 50), text).toEqual([]);
  }
});

test('an answer offers its status, telling headers and JSON values', () => {
  const answer = {
    source: 'local',
    httpStatus: 503,
    head: 'HTTP/1.1 503\ndate: now\nserver: a: b\nset-cookie: ***\nx-key: a***\nserver: c\n',
    body: '{"status":"failing"}',
  };
  expect(picksOf(answer).map(({ label }) => label)).toEqual([
    'Status is 503',
    'server is a: b',
    'set-cookie is there',
    'x-key is there',
    '$.status is failing',
  ]);
  expect(picksOf(answer).map(({ condition }) => condition)).toEqual([
    { statuses: '503' },
    { subject: 'HEADER', property: 'server', comparison: 'EQUALS', value: 'a: b' },
    { subject: 'HEADER', property: 'set-cookie', comparison: 'EXISTS', value: '' },
    { subject: 'HEADER', property: 'x-key', comparison: 'EXISTS', value: '' },
    { subject: 'JSON', property: '$.status', comparison: 'EQUALS', value: 'failing' },
  ]);
});

test('a page offers its title, and a text its first line', () => {
  const labels = (body: string) =>
    picksOf({ source: '', httpStatus: null, head: null, body }).map(({ label }) => label);
  expect(labels('<html><head>\n<title> Shop </title>')).toEqual(['Body contains Shop']);
  expect(labels('\n fine \nmore')).toEqual(['Body contains fine']);
  expect(labels('')).toEqual([]);
});
