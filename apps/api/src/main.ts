import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.ts';
import { readConfig, whyNotListening } from './config.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const config = readConfig(process.env, root);
const app = await buildApp(config);

/** Requests that are under way get this long; a second signal ends the server at once. */
const STOP_MS = 20_000;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    setTimeout(() => process.exit(1), STOP_MS).unref();
    void app.close().then(() => process.exit(0));
  });
}

try {
  await app.listen({ host: config.host, port: config.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  process.stdout.write(`Chainwright is at http://${host}:${port}\n`);
} catch (error) {
  const text = whyNotListening(error as NodeJS.ErrnoException, config);
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
