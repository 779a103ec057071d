// `npm start`: installs, builds and serves the whole product at one address. Plain JavaScript with Node's own modules
// only, because it runs before anything is installed, on any Node from 20.19.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ensureBuilt } from './setup/build-web.mjs';
import { ensureInstalled } from './setup/install.mjs';
import { findNode24 } from './setup/node-24.mjs';
import { ROOT } from './setup/paths.mjs';
import { main, Stop } from './setup/say.mjs';

const HOST = process.env.HOST || '127.0.0.1';
const PORT = Number(process.env.PORT || 8080);

await main(async () => {
  if (!Number.isInteger(PORT) || PORT < 0 || PORT > 65535)
    throw new Stop(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
  await checkPort();
  await ensureInstalled();
  await ensureBuilt();
  return serve();
});

/** Says at once, before the long work, when the address cannot be had. */
function checkPort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(new Stop(explain(error))));
    probe.listen(PORT, HOST, () => probe.close(resolve));
  });
}

function explain(error) {
  if (error.code === 'EADDRINUSE')
    return `Port ${PORT} is in use: stop the other program, or choose another port with PORT=8081 npm start.`;
  if (error.code === 'EACCES') return `No permission to listen on port ${PORT}: choose one above 1023 with PORT.`;
  return `Cannot listen on ${HOST}:${PORT}: ${error.message}.`;
}

function serve() {
  return new Promise((resolve) => {
    const child = spawn(findNode24(), [join(ROOT, 'apps', 'api', 'src', 'main.ts')], {
      stdio: 'inherit',
      env: { ...process.env, HOST, PORT: String(PORT), NODE_ENV: 'production' },
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
    child.on('close', (code, signal) => resolve(code ?? (signal ? 130 : 1)));
  });
}
