import { AbiHost } from './abi-host.ts';
import { compileGuest } from './guest.ts';

/** Imports everything that the guests of tests use. */
export const SDK_IMPORTS =
  'import { Action, Counter, Headers, HttpCallResponse, Json, LogLevel, Plugin, Stream, lastStatus, log, now, property, register, registerPlugin, shared } from "chainwright";\n';

/** A host with a filter whose request-headers callback has this body; `more` stands at its top level. */
export function requestGuest(body: string, more = ''): AbiHost {
  const text = `${SDK_IMPORTS}${more}\nclass T extends Stream { onRequestHeaders(end: bool): Action { ${body}\nreturn Action.Continue; } }\nregister<T>();`;
  return new AbiHost(compileGuest(text));
}

/** Runs the headers of one request through it; what the callback answered. */
export function runRequest(host: AbiHost, headers: [string, string][] = []): number | undefined {
  const plugin = host.startPlugin().id;
  const stream = host.startStream(plugin);
  host.maps[0] = headers;
  return host.call('on_request_headers', stream, headers.length, 1);
}
