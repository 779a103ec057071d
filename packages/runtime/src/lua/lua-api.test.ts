import { describe, expect, it } from 'vitest';
import { LUA_API, LUA_HANDLERS, luaApiObject } from './lua-api.ts';
// Loading the classes compares the list with what the engine has: a method in only one of the two throws.
import { streamHandleClass } from './stream-handle-class.ts';

describe('the Lua API list', () => {
  it.each(LUA_API.map((object) => [object.name, object] as const))('describes %s', (_, object) => {
    expect(object.typeName).toMatch(/^N5Envoy.*E$/);
    expect(object.doc).toMatch(/\.$/);
    const names = object.methods.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const method of object.methods) {
      expect(method.doc, method.name).toMatch(/\.$/);
      expect(method.since, method.name).toMatch(/^1\.\d+$/);
    }
  });

  it('says how every object is got, by methods that exist', () => {
    for (const { name, from } of LUA_API) {
      expect(from.length > 0, name).toBe(name !== 'handle');
      for (const expression of from) {
        const first = expression.slice(0, expression.indexOf('('));
        expect(
          luaApiObject('handle').methods.some((method) => method.name === first),
          expression,
        ).toBe(true);
      }
    }
  });

  it('is what the engine has', () => {
    const methods = [...streamHandleClass.members.keys()].filter((name) => !name.startsWith('__'));
    expect(new Set(methods)).toEqual(new Set(luaApiObject('handle').methods.map(({ name }) => name)));
    expect(LUA_HANDLERS.map(({ path }) => path)).toEqual(['request', 'response']);
  });
});
