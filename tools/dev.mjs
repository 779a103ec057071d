// `npm run dev`: the API with restarts on port 8081 and Vite's server for the page on port 8080, which passes /api on.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './setup/install.mjs';
import { binOf, findNode24 } from './setup/node-24.mjs';
import { ROOT } from './setup/paths.mjs';
import { run } from './setup/run.mjs';
import { main } from './setup/say.mjs';

await main(async () => {
  await ensureInstalled();
  const node = findNode24();
  await run(node, [join(ROOT, 'tools', 'extract-binaryen.mjs')]);
  const api = spawn(node, ['--watch', join(ROOT, 'apps', 'api', 'src', 'main.ts')], {
    stdio: 'inherit',
    env: { ...process.env, PORT: '8081' },
  });
  const vite = spawn(node, [binOf('vite'), '--port', '8080'], { stdio: 'inherit', cwd: join(ROOT, 'apps', 'web') });
  const stop = () => {
    for (const child of [api, vite]) child.kill();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  await Promise.race([api, vite].map((child) => new Promise((resolve) => child.on('close', resolve))));
  stop();
});
