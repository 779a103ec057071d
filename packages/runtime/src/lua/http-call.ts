import { numberArgument } from '@chainwright/lua/host/arguments';
import type { HostCall } from '@chainwright/lua/host/host-call';
import { numberToText } from '@chainwright/lua/library/number/to-text';
import type { LuaState } from '@chainwright/lua/state/lua-state';
import { ArgumentError } from '@chainwright/lua/values/lua-error';
import { LuaTable } from '@chainwright/lua/values/table';
import { isTruthy, type LuaValue } from '@chainwright/lua/values/value';
import { byteStringToBytes, bytesToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { HeaderMapImpl } from '../http/header-map-impl.ts';
import type { HttpCallAnswer } from '../upstream/async-client.ts';
import { Answer } from './answer.ts';
import { readHeaderTable, stackError } from './header-table.ts';
import { checkInt, cString } from './script-object.ts';
import type { StreamHandle } from './stream-handle.ts';
import { tableEntries } from './value-text.ts';

type CallOptions = {
  timeoutMs: number;
  asynchronous: boolean;
  returnDuplicateHeaders: boolean;
  sendXff: boolean;
};

/**
 * `handle:httpCall(cluster, headers, body, timeout or options, asynchronous)`.
 * Envoy: source/extensions/filters/http/lua/lua_filter.cc `StreamHandleWrapper::luaHttpCall`, `makeHttpCall`.
 */
export function httpCall(self: StreamHandle, call: HostCall): Answer {
  const options = readOptions(call);
  const cluster = cString(call, 2);
  const { asyncClient } = self.scope.callbacks.worker;
  if (!asyncClient.hasCluster(cluster)) throw call.error('http call cluster invalid. Must be configured');
  const headers = HeaderMapImpl.of('request-headers', readHeaderTable(call, call.checkTable(3)));
  if (!headers.has(':path') || !headers.has(':method') || !headers.has(':authority')) {
    throw call.error("http call headers must include ':path', ':method', and ':authority'");
  }
  const body = call.optString(4, null);
  if (body !== null) headers.setInPlace('content-length', String(body.length));

  let answeredInline: HttpCallAnswer | null = null;
  let inline = true;
  const { state } = call;
  const onAnswer = (answer: HttpCallAnswer): void => {
    if (inline) answeredInline = answer;
    else self.onCallAnswered(() => answerValues(answer, options, state));
  };
  const handle = asyncClient.send(
    {
      cluster,
      headers,
      body: byteStringToBytes(body ?? ''),
      trailers: null,
      timeoutMs: options.timeoutMs === 0 ? null : options.timeoutMs,
      sendXff: options.sendXff,
      trace: self.scope.callbacks.trace,
    },
    options.asynchronous ? null : onAnswer,
  );
  inline = false;
  if (options.asynchronous) return Answer.NOTHING;
  if (answeredInline !== null) return Answer.of(...answerValues(answeredInline, options, state));
  if (handle === null) return Answer.of(...noHostValues(state));
  self.call = handle;
  self.state = 'http-call';
  return Answer.SUSPENDED;
}

function readOptions(call: HostCall): CallOptions {
  const options = { timeoutMs: 0, asynchronous: false, returnDuplicateHeaders: false, sendXff: true };
  const given = call.arg(5);
  if (given instanceof LuaTable) {
    // Behind a table of options nothing is looked at.
    readOptionTable(call, given, options);
  } else {
    if (call.count >= 6 && typeof call.arg(6) !== 'boolean') {
      throw call.error("http call asynchronous flag must be 'true', 'false', or empty");
    }
    options.asynchronous = call.arg(6) === true;
    options.timeoutMs = checkInt(call, 5);
  }
  if (options.timeoutMs < 0) throw call.error('http call timeout must be >= 0');
  return options;
}

function readOptionTable(call: HostCall, table: LuaTable, options: CallOptions): void {
  for (const [key, value] of tableEntries(table)) {
    const name = typeof key === 'number' ? numberToText(key) : key;
    if (typeof name !== 'string') throw stackError(call, 1, 'string', key);
    switch (name) {
      case 'timeout_ms':
        options.timeoutMs = optionNumber(call, value);
        break;
      case 'asynchronous':
        options.asynchronous = isTruthy(value);
        break;
      case 'return_duplicate_headers':
        options.returnDuplicateHeaders = isTruthy(value);
        break;
      case 'send_xff':
        options.sendXff = isTruthy(value);
        break;
      case 'trace_sampled':
        break;
      default:
        throw call.error(`"${name}" is not valid key for httpCall() options`);
    }
  }
}

function optionNumber(call: HostCall, value: LuaValue): number {
  try {
    return Math.trunc(numberArgument(value, 1)) | 0;
  } catch (error) {
    throw error instanceof ArgumentError ? stackError(call, 2, 'number', value) : error;
  }
}

/** The headers table and the body string (nil when empty) of an answer. */
function answerValues(answer: HttpCallAnswer, options: CallOptions, state: LuaState): LuaValue[] {
  if (answer.kind === 'reset') return [statusTable('503', state), 'upstream failure'];
  const headers = headerTable(answer.headers, options.returnDuplicateHeaders, state);
  return [headers, answer.body.length === 0 ? undefined : bytesToByteString(answer.body)];
}

function statusTable(status: string, state: LuaState): LuaTable {
  const table = state.newTable();
  table.setName(':status', status);
  return table;
}

/** A repeated name gives its last value, or a list of all. */
function headerTable(headers: HeaderMap, withDuplicates: boolean, state: LuaState): LuaTable {
  const table = state.newTable();
  for (const [name, value] of headers.entries()) {
    const present = withDuplicates ? table.getName(name) : undefined;
    if (present instanceof LuaTable) {
      present.setNumber(present.length() + 1, value);
    } else if (present !== undefined) {
      const list = state.newTable();
      list.setNumber(1, present);
      list.setNumber(2, value);
      table.setName(name, list);
    } else {
      table.setName(name, value);
    }
  }
  return table;
}

/** What a script gets when the cluster has no host: the router's own answer. */
function noHostValues(state: LuaState): LuaValue[] {
  const body = 'no healthy upstream';
  const table = statusTable('503', state);
  table.setName('content-length', String(body.length));
  table.setName('content-type', 'text/plain');
  return [table, body];
}
