#!/usr/bin/env node
// Finds Node 24 and runs the command line with it. Plain JavaScript, so that any Node from 20.19 can start it.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24 } from '../../../tools/setup/node-24.mjs';

const main = join(dirname(realpathSync(fileURLToPath(import.meta.url))), '..', 'src', 'main.ts');

try {
  const child = spawn(findNode24(), [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => process.exit(code ?? 1));
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(2);
}
