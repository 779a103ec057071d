import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';

/** The user `nobody`: as root, a script that goes wrong could write anywhere. */
const UNPRIVILEGED = 65_534;

/** How Envoy's check of a configuration with Lua scripts ended. Texts are byte strings. */
export type CheckResult = {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly timedOut: boolean;
};

/**
 * Has a real Envoy check a configuration with a Lua filter for each script, which runs the top level of every script: in
 * a VM of its own, twice. No port is opened and no request is sent.
 *
 * @param envoy path of the binary
 * @param folder where its configuration lies; it may write there. Its files are the caller's to remove
 * @param cwd where it works
 */
export function checkScripts(
  envoy: string,
  folder: string,
  scripts: readonly string[],
  timeoutMs: number,
  cwd = folder,
): Promise<CheckResult> {
  const bootstrap = path.join(folder, 'envoy.json');
  writeFileSync(bootstrap, JSON.stringify(configuration(scripts)));
  const root = process.getuid?.() === 0;
  return new Promise((resolve, reject) => {
    const child = spawn(envoy, ['--mode', 'validate', '-c', bootstrap, '-l', 'off'], {
      cwd,
      env: { PATH: '/usr/bin:/bin', HOME: folder, LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(root ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {}),
    });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (data: Buffer) => stdout.push(data));
    child.stderr.on('data', (data: Buffer) => stderr.push(data));
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const text = (parts: Buffer[]): string => Buffer.concat(parts).toString('latin1');
      // Envoy's own last word when the configuration is fine.
      const own = `configuration '${bootstrap}' OK\n`;
      const written = text(stdout);
      resolve({
        stdout: written.endsWith(own) ? written.slice(0, -own.length) : written,
        stderr: text(stderr),
        code,
        signal,
        timedOut,
      });
    });
  });
}

function configuration(scripts: readonly string[]): object {
  const filters = scripts.map((script, index) => ({
    name: `script-${index}`,
    typed_config: {
      '@type': 'type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua',
      default_source_code: { inline_string: script },
    },
  }));
  const router = {
    name: 'router',
    typed_config: { '@type': 'type.googleapis.com/envoy.extensions.filters.http.router.v3.Router' },
  };
  const connectionManager = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager',
    stat_prefix: 'scripts',
    route_config: {
      virtual_hosts: [
        { name: 'all', domains: ['*'], routes: [{ match: { prefix: '/' }, direct_response: { status: 200 } }] },
      ],
    },
    http_filters: [...filters, router],
  };
  const chain = { filters: [{ name: 'http', typed_config: connectionManager }] };
  const address = { socket_address: { address: '127.0.0.1', port_value: 0 } };
  return { static_resources: { listeners: [{ name: 'scripts', address, filter_chains: [chain] }] } };
}
