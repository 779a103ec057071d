import type { StreamFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FormatContext } from '@chainwright/runtime/formatter/format-context';

/** What format strings of a filter see of the stream at this moment. */
export function formatContextOf(callbacks: StreamFilterCallbacks): FormatContext {
  return {
    requestHeaders: callbacks.requestHeaders(),
    responseHeaders: callbacks.responseHeaders(),
    responseTrailers: callbacks.responseTrailers(),
    streamInfo: callbacks.streamInfo,
    clock: callbacks.worker.clock,
    routeMetadata: callbacks.route()?.metadata ?? null,
    localReplyBody: '',
  };
}

/** Says for a stream that these operators of the filter's formats came out empty because they are not simulated. */
export function reportUnsimulatedOperators(callbacks: StreamFilterCallbacks, operators: readonly string[]): void {
  for (const operator of operators) {
    callbacks.trace.emit({
      kind: 'not-simulated',
      what: `format operator %${operator}%`,
      why: 'It formats as absent here.',
      affects: ['responses', 'upstreams'],
    });
  }
}
