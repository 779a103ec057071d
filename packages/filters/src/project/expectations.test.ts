import type { ScenarioResult } from '@chainwright/runtime/trace/scenario-result';
import { describe, expect, it } from 'vitest';
import { evaluateExpectations } from './expectations.ts';
import type { ProjectExpectation } from './project.ts';

const result: ScenarioResult = {
  scenario: 's',
  engine: 'simulator',
  outcome: 'completed',
  reason: null,
  responses: [
    {
      request: 0,
      status: 200,
      headers: [
        ['x-a', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: 'hello',
      chunks: [5],
      trailers: [['grpc-status', '0']],
      informational: [],
      complete: true,
      reset: null,
      response_flags: '-',
      response_code_details: 'via_upstream',
    },
  ],
  upstreams: [
    {
      cluster: 'u',
      method: 'GET',
      path: '/x',
      headers: [['x-b', '2']],
      body: '',
      chunks: [],
      trailers: [],
      complete: true,
    },
  ],
  callouts: [
    {
      cluster: 'authz',
      method: 'POST',
      path: '/check',
      headers: [],
      body: '',
      chunks: [],
      trailers: [],
      complete: true,
    },
  ],
  logs: [{ level: 'info', component: 'lua', filter: null, message: 'script log: hi' }],
  stats: { 'http.ingress.lua.errors': 2 },
  access_log: [],
  expectations: [],
  not_simulated: [],
};

const cases: [ProjectExpectation, string, string | null][] = [
  [{ status: 200 }, 'status is 200', null],
  [{ status: 403 }, 'status is 403', '200'],
  [{ status: 200, request: 1 }, 'status is 200 (request 2)', 'no response'],
  [{ response_header: ['X-A', '1'] }, 'response header X-A is "1"', null],
  [{ response_header: ['set-cookie', 'b=2'] }, 'response header set-cookie is "b=2"', null],
  [{ response_header: ['set-cookie', 'a=1,b=2'] }, 'response header set-cookie is "a=1,b=2"', null],
  [{ response_header: ['x-z', { present: true }] }, 'response header x-z is there', 'no x-z'],
  [{ response_header: ['x-a', { absent: true }] }, 'response has no x-a', 'x-a: 1'],
  [{ response_body: { contains: 'ell' } }, 'body contains "ell"', null],
  [{ response_body: { matches: '^h.*o$' } }, 'body matches /^h.*o$/', null],
  [{ response_body: { matches: '(' } }, 'body matches /(/', 'hello'],
  [{ response_trailer: ['grpc-status', '1'] }, 'trailer grpc-status is "1"', 'grpc-status: 0'],
  [{ upstream_header: ['x-b', '2'] }, 'upstream gets x-b is "2"', null],
  [{ upstream_header: ['x-c', { absent: true }] }, 'upstream does not get x-c', null],
  [{ upstream_path: '/y' }, 'upstream path is "/y"', '/x'],
  [{ upstream_body: 'x', request: 1 }, 'upstream body (request 2) is "x"', 'nothing reached the upstream'],
  [{ upstream_requests: 2 }, 'upstream gets 2 requests', '1'],
  [{ callouts: { cluster: 'authz', count: 1 } }, '1 callout to authz', null],
  [{ log: { contains: 'hi' } }, 'a log line contains "hi"', null],
  [{ log: 'hi' }, 'a log line is "hi"', '1 log lines, none fits'],
  [{ stat: ['http.ingress.lua.errors', 2] }, 'stat http.ingress.lua.errors is 2', null],
  [{ stat: ['__proto__', 0] }, 'stat __proto__ is 0', null],
  [{ response_flags: 'UF' }, 'response flags are UF', '-'],
  [{ response_code_details: 'via_upstream' }, 'response code details is "via_upstream"', null],
  [{ outcome: 'rejected' }, 'outcome is rejected', 'completed'],
];

describe('evaluateExpectations', () => {
  it.each(cases)('%j', (expectation, text, actual) => {
    expect(evaluateExpectations([expectation], result)).toEqual([{ index: 0, text, pass: actual === null, actual }]);
  });
});
