import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildApp } from './app.ts';
import { readConfig } from './config.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const config = readConfig(process.env, root);
const app = await buildApp(config);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
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
  const { code, message } = error as NodeJS.ErrnoException;
  const text =
    code === 'EADDRINUSE'
      ? `Port ${config.port} is in use: stop the other program, or choose another port with PORT.`
      : message;
  process.stderr.write(`${text}\n`);
  process.exit(1);
}
