import { borderToByteString } from '../http/byte-string.ts';
import type { HeaderPairs } from '../trace/trace-event.ts';
import { isBadlyFramed } from './http1-framing.ts';
import { dataSteps, http1Steps, SETTLED } from './http1-steps.ts';
import { holdToHttp2Rules } from './http2-answer-rules.ts';
import { planRawResponse } from './raw-response.ts';
import type { ResponseStep, ResponseWire } from './response-step.ts';
import { bodyPieces, headerFields, type ScriptedAnswer } from './scripted-answer.ts';

/** The steps in which an answer arrives at Envoy, codec events included. */
export function planResponse(answer: ScriptedAnswer, wire: ResponseWire): readonly ResponseStep[] {
  const first = answer.delay_ms ?? 0;
  if (answer.reset === 'before-headers') {
    return [
      {
        step: 'reset',
        delayMs: first,
        pace: 'next-read',
        reset: wire.protocol === 'HTTP/2' ? 'remote reset' : 'connection termination',
      },
    ];
  }
  if (answer.raw !== undefined && wire.protocol === 'HTTP/1.1') {
    return planRawResponse(borderToByteString(answer.raw), first, wire);
  }
  if (wire.protocol === 'HTTP/2') return holdToHttp2Rules(planHttp2(answer, first, wire), wire.method);
  return planHttp1(answer, first, wire);
}

function planHttp2(answer: ScriptedAnswer, first: number, wire: ResponseWire): ResponseStep[] {
  const pieces = wire.method === 'HEAD' ? [] : (bodyPieces(answer.body) ?? []);
  const trailers = wire.method === 'HEAD' ? [] : headerFields(answer.trailers);
  const headers: HeaderPairs = [[':status', String(answer.status ?? 200)], ...headerFields(answer.headers)];
  const endStream = pieces.length === 0 && trailers.length === 0;
  const steps: ResponseStep[] = [{ step: 'headers', delayMs: first, pace: 'next-read', headers, endStream }];
  if (answer.reset === 'after-headers') return [...steps, { step: 'reset', ...SETTLED, reset: 'remote reset' }];
  for (const [i, piece] of pieces.entries()) {
    const isEnd = i === pieces.length - 1 && trailers.length === 0;
    steps.push(...dataSteps(piece, { ...wire, chunked: false, delayMs: answer.chunk_delay_ms ?? 0, endStream: isEnd }));
  }
  if (trailers.length > 0) steps.push({ step: 'trailers', ...SETTLED, headers: trailers });
  return steps;
}

function planHttp1(answer: ScriptedAnswer, first: number, wire: ResponseWire): ResponseStep[] {
  const status = answer.status ?? 200;
  const pieces = bodyPieces(answer.body) ?? [];
  const trailers = headerFields(answer.trailers);
  const fields = headerFields(answer.headers);
  const hasBody = pieces.length > 0 || trailers.length > 0;
  const framed = fields.some(([name]) => name === 'content-length' || name === 'transfer-encoding');
  if (!framed && status >= 200 && status !== 204 && status !== 304) {
    fields.push(hasBody ? ['transfer-encoding', 'chunked'] : ['content-length', '0']);
  }
  if (isBadlyFramed(status, fields)) {
    return [{ step: 'reset', delayMs: first, pace: 'next-read', reset: 'broken head' }];
  }
  const body = { pieces, trailers, complete: true, broken: false, reset: answer.reset === 'after-headers' };
  return http1Steps(status, fields, body, { wire, first, delayMs: answer.chunk_delay_ms ?? 0 });
}
