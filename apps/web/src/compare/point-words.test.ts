import { expect, it } from 'vitest';
import { pointWords } from './point-words.ts';

it.each([
  ['responses[0].headers.x-served-by', 'x-served-by'],
  ['responses[1].status', 'request 2, status'],
  ['responses[0].trailers.x-end', 'trailer x-end'],
  ['responses[0].headers:order', 'order of headers'],
  ['upstreams[2]', 'request 3'],
  ['callouts[0].path', 'path'],
  ['logs[4]', 'line 5'],
  ['stats.cluster.up.upstream_rq_total', 'cluster.up.upstream_rq_total'],
  ['access_log[0].response_code', 'response_code'],
  ['wasm.requests[11]', 'call 12'],
  ['wasm.main[0]', 'main thread, call 1'],
  ['outcome', 'outcome'],
])('%s is called %s', (field, words) => {
  expect(pointWords(field)).toBe(words);
});
