import { describe, expect, it } from 'vitest';
import { readConfig, whyNotListening } from './config.ts';

describe('readConfig', () => {
  it('is for this machine alone unless told otherwise', () => {
    expect(readConfig({}, '/root')).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      realEnvoy: true,
      trustProxy: false,
    });
    expect(readConfig({ HOST: '0.0.0.0' }, '/root').realEnvoy).toBe(false);
    expect(readConfig({ HOST: '0.0.0.0', CHAINWRIGHT_REAL_ENVOY: '1' }, '/root').realEnvoy).toBe(true);
  });
});

describe('whyNotListening', () => {
  it.each([
    ['EADDRINUSE', 'Port 80 is in use: stop the other program, or choose another port with PORT.'],
    ['EACCES', 'Port 80 may not be used by this user: choose another port with PORT, above 1023.'],
    ['ERR_SOCKET_BAD_PORT', 'PORT is no port: give a number from 0 to 65535.'],
    ['ENOTFOUND', 'HOST x is no address of this machine: 127.0.0.1 is for this machine alone, 0.0.0.0 for all.'],
    ['ELSE', 'words of the system'],
  ])('says what to do about %s in one line', (code, text) => {
    const error = Object.assign(new Error('words of the system'), { code });
    expect(whyNotListening(error, { host: 'x', port: 80 })).toBe(text);
  });
});
