import type { StreamFilterCallbacks } from '@chainwright/runtime/filter/filter-callbacks';
import type { FormatContext } from '@chainwright/runtime/http-connection-manager/format-operators';
import type { StreamInfoImpl } from '@chainwright/runtime/stream-info/stream-info-impl';

const NS_PER_MS = 1_000_000;

/** What format strings of a filter see of the stream at this moment. */
export function formatContextOf(callbacks: StreamFilterCallbacks): FormatContext {
  const { clock } = callbacks.worker;
  // Every stream of the engine has the one implementation; the interface is what filters may write to.
  const streamInfo = callbacks.streamInfo as StreamInfoImpl;
  const nowEpochMs = clock.epochMs();
  return {
    requestHeaders: callbacks.requestHeaders(),
    responseHeaders: callbacks.responseHeaders(),
    responseTrailers: callbacks.responseTrailers(),
    streamInfo,
    route: callbacks.route(),
    localReplyBody: '',
    startEpochMs: nowEpochMs - (clock.now() - streamInfo.startTime) / NS_PER_MS,
    nowEpochMs,
    now: clock.now(),
    accessLogType: 'NotSet',
  };
}

/** A format operator that prints nothing here, as an event of a stream. */
export function reportUnsimulatedOperators(callbacks: StreamFilterCallbacks, operators: Iterable<string>): void {
  for (const operator of operators) {
    callbacks.trace.emit({
      kind: 'not-simulated',
      what: `format operator %${operator}%`,
      why: 'It formats as absent here.',
      affects: ['responses', 'upstreams'],
    });
  }
}
