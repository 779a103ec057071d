import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/** A running server of the built product. `close` says how it ended when it did not wait for that. */
export type RunningServer = { readonly url: string; close(): Promise<void> };

/** Starts the product on a free port with its own data folder; ends when `close` is called. */
export async function startServer(env: NodeJS.ProcessEnv = {}): Promise<RunningServer> {
  const data = mkdtempSync(join(tmpdir(), 'chainwright-e2e-'));
  const child = spawn(process.execPath, [join(ROOT, 'apps', 'api', 'src', 'main.ts')], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', CHAINWRIGHT_DATA: data, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstAddress(child);
  return {
    url,
    close: async () => {
      const early = child.exitCode ?? child.signalCode;
      const ended = early === null ? new Promise((resolve) => child.once('close', resolve)) : Promise.resolve();
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
      if (early !== null) throw new Error(`the server ended before its time: ${early}`);
    },
  };
}

function firstAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (data: Buffer) => {
      output += data.toString();
      const found = /http:\/\/\S+/.exec(output);
      if (found) resolve(found[0]);
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
}
