import { join } from 'node:path';

/** What the environment decides about the server. */
export type Config = {
  readonly host: string;
  readonly port: number;
  /** Folder of the built page. */
  readonly webRoot: string;
  /** Folder for uploaded modules. */
  readonly dataRoot: string;
  /** Whether projects may run on a real Envoy of this machine. */
  readonly realEnvoy: boolean;
  readonly logLevel: string;
  /** Behind a proxy that sets x-forwarded-for. */
  readonly trustProxy: boolean;
};

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Reads the configuration. Real Envoy runs execute code on this host: only offered on loopback, or when asked for. */
export function readConfig(env: NodeJS.ProcessEnv, root: string): Config {
  const host = env['HOST'] || '127.0.0.1';
  const asked = env['CHAINWRIGHT_REAL_ENVOY'];
  return {
    host,
    port: Number(env['PORT'] || 8080),
    webRoot: join(root, 'apps', 'web', 'dist'),
    dataRoot: env['CHAINWRIGHT_DATA'] || join(root, '.cache', 'data'),
    realEnvoy: asked === undefined || asked === '' ? LOOPBACK.has(host) : asked === '1',
    logLevel: env['LOG_LEVEL'] || 'warn',
    trustProxy: env['TRUST_PROXY'] === '1',
  };
}

/** Why the server could not begin to listen, and what to do about it, in one line. */
export function whyNotListening(error: NodeJS.ErrnoException, { host, port }: Pick<Config, 'host' | 'port'>): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use: stop the other program, or choose another port with PORT.`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: choose another port with PORT, above 1023.`;
    case 'ERR_SOCKET_BAD_PORT':
      return 'PORT is no port: give a number from 0 to 65535.';
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
    case 'EAI_AGAIN':
      return `HOST ${host} is no address of this machine: 127.0.0.1 is for this machine alone, 0.0.0.0 for all.`;
    default:
      return error.message;
  }
}
