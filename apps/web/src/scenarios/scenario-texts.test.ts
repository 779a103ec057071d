import type { ProjectExpectation, ProjectRequest } from '@chainwright/filters/project/project';
import { describe, expect, it } from 'vitest';
import { bodyPieces, borderText } from './body-text.ts';
import { curlOf } from './curl.ts';
import { type ExpectationDraft, expectationOf } from './expectation-kinds.ts';
import { requestHeaderNote } from './header-notes.ts';
import { requestLine } from './request-line.ts';

describe('a request as curl', () => {
  it.each<[ProjectRequest, string]>([
    [{}, "curl -i -H 'Host: example.com' http://localhost:10000/"],
    [
      { authority: null, method: 'POST', body: ["it's", ' me'] },
      `curl -i -X POST --data-binary 'it'\\''s me' http://localhost:10000/`,
    ],
    [
      { protocol: 'http2', path: '/a?b=c d', headers: [['x', '1']] },
      "curl -i --http2-prior-knowledge -H 'Host: example.com' -H 'x: 1' 'http://localhost:10000/a?b=c d'",
    ],
  ])('%j', (request, command) => {
    expect(curlOf(request)).toBe(command);
  });
});

describe('bodies', () => {
  it.each([
    [undefined, []],
    ['é', [2]],
    [
      ['a', 'bc'],
      [1, 2],
    ],
    [{ repeat: 20_000_000, bytes: 'x' }, [20_000_000]],
    [{ base64: 'AAEC' }, [3]],
    [{ base64: 'AAE=' }, [2]],
  ])('%j has pieces of %j bytes', (body, sizes) => {
    expect(bodyPieces(body).map((piece) => piece.bytes)).toEqual(sizes);
  });

  it('shows base64 that is none as it stands', () => {
    expect(borderText({ base64: '!' })).toBe('!');
    expect(borderText({ base64: '/w==' })).toBe('ÿ');
  });
});

describe('what Envoy makes of a header', () => {
  const note = (name: string, value = '', before: [string, string][] = [], protocol: 'http1' | 'http2' = 'http1') =>
    requestHeaderNote([name, value], before.length, [...before, [name, value]], protocol);
  it.each([
    [note('accept'), null],
    [note('Accept'), 'Envoy writes it in lower case'],
    [note('authorization', 'Bearer x'), 'secret: goes into links as it is'],
    [note('a b'), '▲ no valid header name'],
    [note(':path'), '▲ set by the fields above'],
    [note('x', 'a\nb'), '▲ line breaks are refused'],
    [note('connection', 'close', [], 'http2'), '▲ not allowed in HTTP/2'],
    [note('x', '2', [['X', '1']]), 'same name again, order kept'],
  ])('%s', (seen, expected) => {
    expect(seen).toBe(expected);
  });
});

describe('an expectation out of a form', () => {
  const draft = (kind: ExpectationDraft['kind'], parts: Partial<ExpectationDraft> = {}): ExpectationDraft => ({
    kind,
    name: '',
    how: 'is',
    value: '',
    ...parts,
  });
  it.each<[ExpectationDraft, number, ProjectExpectation | null]>([
    [draft('status', { value: '200' }), 0, { status: 200 }],
    [draft('status', { value: '200' }), 2, { status: 200, request: 2 }],
    [draft('status', { value: 'x' }), 0, null],
    [draft('response_header', { name: 'X-A', value: '1' }), 0, { response_header: ['x-a', '1'] }],
    [draft('upstream_header', { name: 'x', how: 'absent' }), 0, { upstream_header: ['x', { absent: true }] }],
    [draft('upstream_header', { how: 'absent' }), 0, null],
    [draft('response_body', { how: 'contains', value: 'a' }), 0, { response_body: { contains: 'a' } }],
    [draft('response_body', { how: 'contains' }), 0, null],
    [draft('callouts', { name: 'authz', value: '1' }), 0, { callouts: { cluster: 'authz', count: 1 } }],
    [draft('stat', { name: 's', value: '3' }), 0, { stat: ['s', 3] }],
    [draft('outcome', { value: 'stopped' }), 0, { outcome: 'stopped' }],
    [draft('outcome', { value: 'nonsense' }), 0, null],
  ])('%j of request %i', (form, request, expected) => {
    expect(expectationOf(form, request)).toEqual(expected);
  });
});

it.each<[ProjectRequest[], string]>([
  [[], 'no request'],
  [[{}], 'GET /'],
  [[{ raw: 'x' }], 'raw bytes'],
])('says %j as %s', (requests, line) => {
  expect(requestLine({ name: 's', requests })).toBe(line);
});
