import type { HostCall } from '@chainwright/lua/host/host-call';
import { Answer } from './answer.ts';
import { readHeaderTable } from './header-table.ts';
import type { StreamHandle } from './stream-handle.ts';

/**
 * `handle:respond(headers, body)`: answers here and never returns.
 * Envoy: source/extensions/filters/http/lua/lua_filter.cc `StreamHandleWrapper::luaRespond`.
 */
export function respond(self: StreamHandle, call: HostCall): Answer {
  if (self.headersContinued) throw call.error('respond() cannot be called if headers have been continued');
  const table = call.checkTable(2);
  const body = call.optString(3, null);
  const headers = readHeaderTable(call, table);
  const statuses = headers.filter(([name]) => name.toLowerCase() === ':status').map(([, value]) => value);
  const code = statuses.length === 1 && /^\s*\+?\d+\s*$/.test(statuses[0] ?? '') ? Number(statuses[0]) : 0;
  if (code < 200 || code > 599) throw call.error(':status must be between 200-599');
  if (self.path.respond === null) throw call.error('respond not currently supported in the response path');
  self.state = 'responded';
  self.path.respond({
    code,
    headers: headers.filter(([name]) => name.toLowerCase() !== ':status'),
    body: body ?? '',
  });
  return Answer.SUSPENDED;
}
