import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const PREFIX = 'cw-envoy-';
const PIDS = 'pids';

/**
 * A private folder for one Envoy process. Its path is short: a unix socket path may have 107 bytes.
 * `TMPDIR` decides where; a longer one than 60 characters falls back to /tmp.
 */
export function makeRunFolder(): string {
  const base = os.tmpdir().length > 60 ? '/tmp' : os.tmpdir();
  return mkdtempSync(path.join(base, PREFIX));
}

/** Notes who owns a run folder (this process) and which Envoy runs in it, for the sweep after a crash of ours. */
export function noteOwner(folder: string, envoyPid: number): void {
  writeFileSync(path.join(folder, PIDS), `${process.pid} ${envoyPid}`);
}

/**
 * Ends Envoys and removes folders whose owner, a Node process that was killed, is gone. Leaves other people's alone:
 * a pid may have been given away since, so only a process whose command line names the folder is ended.
 */
export function sweepRunFolders(base: string = os.tmpdir()): void {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = path.join(base, name);
    const [owner, envoy] = readPids(folder);
    if (owner === undefined || isAlive(owner)) continue;
    if (envoy !== undefined && commandOf(envoy).includes(folder)) killTree(envoy);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills a process that lives, and everything in the group that it leads (a script may have started something). */
export function killTree(pid: number): void {
  killGroup(pid);
  kill(pid);
}

/** Kills what is left of the group that a process led. */
export function killGroup(pid: number): void {
  if (process.platform !== 'win32') kill(-pid);
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // gone already
  }
}

function readPids(folder: string): number[] {
  try {
    return readFileSync(path.join(folder, PIDS), 'utf8').split(' ').map(Number);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function commandOf(pid: number): string {
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}
