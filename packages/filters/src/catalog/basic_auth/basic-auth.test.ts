import { describe, expect, it } from 'vitest';
import type { EnvoyMessage } from '../filter-extension.ts';
import { FilterBench } from '../testing/filter-bench.ts';
import { basicAuth } from './extension.ts';

const users = (inline_string: string) => ({ users: { inline_string } });
const ANN = users('ann:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=');
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

function run(authorization: string | null, config: EnvoyMessage = {}, perRouteConfigs: EnvoyMessage[] = []) {
  const bench = new FilterBench(basicAuth, { ...ANN, ...config }, { perRouteConfigs });
  const { stream, filter } = bench.stream();
  const headers = stream.withRequest([
    [':authority', 'h'],
    [':path', '/p?q'],
    [':scheme', 'http'],
    ...(authorization === null ? [] : [['authorization', authorization] as const]),
  ]);
  filter.decodeHeaders?.(headers, { endStream: true });
  return { reply: stream.replies[0], headers, stats: bench.stats(), stream };
}

describe('basic_auth', () => {
  it.each([
    [null, 'no_credential_for_basic_auth'],
    ['basic x', 'invalid_scheme_for_basic_auth'],
    ['Basic !!', 'invalid_format_for_basic_auth'],
    [basic('ann'), 'invalid_format_for_basic_auth'],
    [basic('ann:wrong'), 'invalid_credential_for_basic_auth'],
    [basic('bob:secret'), 'invalid_credential_for_basic_auth'],
  ])('refuses %j: %s', (authorization, details) => {
    const { reply, stats } = run(authorization);
    expect(reply).toMatchObject({ code: 401, details, headers: [['www-authenticate', 'Basic realm="http://h/p?q"']] });
    expect(stats).toEqual({ 'http.ingress.basic_auth.denied': 1 });
  });

  it('lets a user in, and says who it is', () => {
    const config = { forward_username_header: 'X-User', emit_dynamic_metadata: true };
    const { reply, headers, stats, stream } = run(basic('ann:secret'), config);
    expect(reply).toBe(undefined);
    expect(headers.get('x-user')).toBe('ann');
    expect(stats).toEqual({ 'http.ingress.basic_auth.allowed': 1 });
    expect(stream.streamInfo.dynamicMetadata.get('test')?.get('username')).toBe('ann');
  });

  it('may let requests without credentials pass', () => {
    expect(run(null, { allow_missing: true })).toMatchObject({ reply: undefined, stats: {} });
    expect(run('Bearer x', { allow_missing: true })).toMatchObject({ reply: undefined, stats: {} });
  });

  it('takes users and realm of the route', () => {
    const bob = { ...users('bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ='), realm: 'r' };
    expect(run(basic('bob:secret'), {}, [bob]).reply).toBe(undefined);
    expect(run(basic('ann:secret'), {}, [bob]).reply?.headers).toEqual([['www-authenticate', 'Basic realm="r"']]);
    const own = run(null, { realm: 'a "b"' }, [users('bob:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=')]);
    expect(own.reply?.headers).toEqual([['www-authenticate', 'Basic realm="a \\"b\\""']]);
  });

  it.each([
    ['a', 'basic auth: invalid htpasswd format, username:password is expected'],
    ['a:b', 'basic auth: unsupported htpasswd format: please use {SHA}'],
    ['a:{SHA}x', 'basic auth: invalid htpasswd format, invalid SHA hash length'],
    [':{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', 'basic auth: empty user name or password'],
    ['a:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\na:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=', 'basic auth: duplicate users'],
  ])('refuses the users %j', (text, message) => {
    expect(() => new FilterBench(basicAuth, users(text))).toThrow(message);
  });
});
