// `npm run bench [--json] [name]`: measures. Medians over several rounds; nothing here passes or fails.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './setup/install.mjs';
import { findNode24 } from './setup/node-24.mjs';
import { ROOT } from './setup/paths.mjs';
import { main } from './setup/say.mjs';

await main(async () => {
  await ensureInstalled();
  const child = spawn(findNode24(), [join(ROOT, 'tools', 'bench', 'main.ts'), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
});
