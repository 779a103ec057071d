import type { HeaderPairs } from '../trace/trace-event.ts';
import type { RequestPlan, RequestStep } from './request-plan.ts';

/** Whether the request says that its connection closes after it. Envoy: `HeaderUtility::shouldCloseConnection`. */
export function closesConnection({ protocol, fields }: RequestPlan): boolean {
  if (protocol === 'HTTP/2') return false;
  const says = (name: string, token: string) =>
    fields.some(([key, value]) => {
      return key.toLowerCase() === name && value.split(',').some((one) => one.trim().toLowerCase() === token);
    });
  if (protocol === 'HTTP/1.0' && !says('connection', 'keep-alive')) return true;
  return (protocol === 'HTTP/1.1' && says('connection', 'close')) || says('proxy-connection', 'close');
}

/** The head of a request as its client sent it: HTTP/1's start line as pseudo headers. */
export function sentHeaders({ protocol, method, target, fields }: RequestPlan): HeaderPairs {
  if (protocol === 'HTTP/2') return fields;
  const start: HeaderPairs = [
    [':method', method],
    [':path', target ?? ''],
  ];
  return [...start, ...fields];
}

/** Neighbouring pieces of a body as one read of the socket. */
export function merged(steps: readonly RequestStep[]): RequestStep[] {
  const out: RequestStep[] = [];
  for (const step of steps) {
    const before = out.at(-1);
    if (step.step === 'data' && before?.step === 'data' && step.bytes.length > 0 && !before.endStream) {
      const bytes = new Uint8Array(before.bytes.length + step.bytes.length);
      bytes.set(before.bytes);
      bytes.set(step.bytes, before.bytes.length);
      out[out.length - 1] = { ...step, bytes };
    } else {
      out.push(step);
    }
  }
  return out;
}
