import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FoundEnvoy } from '@chainwright/real-envoy/find/find-envoy';
import { EXIT } from './exit.ts';

/** Envoy's own last line when a configuration is fine. */
const ENVOYS_LINE = /configuration '[^']*' OK\n?$/;

/**
 * Runs a plain script in the LuaJIT of a real Envoy: Envoy runs scripts when it checks a configuration, so no port is
 * opened. It loads every script twice; only the first time counts.
 *
 * @param source the script as bytes
 * @param chunkName as `luajit` would name it: `@file` or `=stdin`
 */
export async function runLuaInEnvoy(envoy: FoundEnvoy, source: Buffer, chunkName: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'chainwright-lua-'));
  try {
    writeFileSync(join(folder, 'script.lua'), source);
    writeFileSync(join(folder, 'run.lua'), wrapper(folder, chunkName));
    writeFileSync(join(folder, 'envoy.json'), JSON.stringify(configuration(join(folder, 'run.lua'))));
    const { stdout, stderr } = await check(envoy, folder);
    process.stdout.write(Buffer.from(stdout.replace(ENVOYS_LINE, ''), 'latin1'));
    const status = readIfThere(join(folder, 'status'));
    if (status === '0') return EXIT.ok;
    process.stderr.write(
      Buffer.from(
        status === '1' ? readIfThere(join(folder, 'error')) : `Envoy ended while it ran the script:\n${stderr}`,
        'latin1',
      ),
    );
    return EXIT.failed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the script once and leaves how it ended in files. */
function wrapper(folder: string, chunkName: string): string {
  const at = (name: string): string => JSON.stringify(join(folder, name));
  return `local seen = io.open(${at('seen')}, 'r')
if seen then seen:close() return end
io.open(${at('seen')}, 'w'):close()
local function put(name, text) local f = io.open(name, 'wb') f:write(text) f:close() end
local input = io.open(${at('script.lua')}, 'rb')
local source = input:read('*a')
input:close()
local function failed(text)
  put(${at('error')}, 'luajit: ' .. text .. '\\n')
  put(${at('status')}, '1')
end
local chunk, problem = loadstring(source, ${JSON.stringify(chunkName)})
if not chunk then failed(problem) return end
local function traced(e)
  if type(e) ~= 'string' and type(e) ~= 'number' then return '(error object is a ' .. type(e) .. ' value)' end
  return (debug.traceback(e, 2):gsub("\\n\\t%[C%]: in function 'xpcall'.*$", ''))
end
local ok, e = xpcall(chunk, traced)
io.stdout:flush()
if ok then put(${at('status')}, '0') else failed(e) end
`;
}

function configuration(script: string): object {
  const lua = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
    default_source_code: { filename: script },
  };
  const router = { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' };
  const connectionManager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'lua',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
      ],
    },
    http_filters: [
      { name: 'lua', typed_config: lua },
      { name: 'router', typed_config: router },
    ],
  };
  const address = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  const chain = { filters: [{ name: 'http', typed_config: connectionManager }] };
  return { static_resources: { listeners: [{ name: 'lua', address, filter_chains: [chain] }] } };
}

function check(envoy: FoundEnvoy, folder: string): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(envoy.path, ['--mode', 'validate', '-c', join(folder, 'envoy.json'), '-l', 'error']);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('latin1').on('data', (data: string) => {
      stdout += data;
    });
    child.stderr.setEncoding('latin1').on('data', (data: string) => {
      stderr += data;
    });
    child.on('error', reject);
    child.on('close', () => resolve({ stdout, stderr }));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGKILL'));
  });
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
