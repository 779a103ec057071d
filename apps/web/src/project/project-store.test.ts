import { type HttpFilterConfig, httpFilters } from '@chainwright/filters/project/http-filters';
import type { Project } from '@chainwright/filters/project/project';
import { beforeEach, describe, expect, it } from 'vitest';
import { chainEntries } from './filter-kind.ts';
import { freeName } from './free-name.ts';
import type { ProjectAction } from './project-action.ts';
import { dispatch, openProject, redo, undo, useProject } from './project-store.ts';

const TYPE = 'type.googleapis.com/envoy.extensions.filters.http.';
const lua = (name: string, source: string): HttpFilterConfig => ({
  name,
  typed_config: { '@type': `${TYPE}lua.v3.Lua`, default_source_code: { filename: `sources/${source}` } },
});
const start: Project = {
  version: 1,
  name: 'Test',
  sources: { a: { lua: '-- a' }, gate: { assemblyscript: { files: { 'index.ts': '// gate' } } } },
  http_connection_manager: {
    http_filters: [
      lua('a', 'a'),
      { name: 'cors', typed_config: { '@type': `${TYPE}cors.v3.Cors` } },
      {
        name: 'gate',
        typed_config: {
          '@type': `${TYPE}wasm.v3.Wasm`,
          config: { vm_config: { code: { local: { filename: 'sources/gate' } } } },
        },
      },
      { name: 'router', typed_config: { '@type': `${TYPE}router.v3.Router` } },
    ],
    route_config: { virtual_hosts: [{ typed_per_filter_config: { cors: { max_age: '1' } } }] },
  },
  scenarios: [{ name: 'Pass', requests: [{}] }],
};

const chain = (): string[] => httpFilters(useProject.getState().project).map((filter) => filter.name);
const project = (): Project => useProject.getState().project;

beforeEach(() => openProject('test', structuredClone(start), 'saved'));

describe('every action on the chain, and its way back', () => {
  it.each<[ProjectAction, string[]]>([
    [
      { type: 'add-filter', at: 1, filter: lua('b', 'b'), source: { name: 'b', value: { lua: '' } } },
      ['a', 'b', 'cors', 'gate', 'router'],
    ],
    [{ type: 'add-filter', at: 0, filter: lua('a', 'a') }, ['a-2', 'a', 'cors', 'gate', 'router']],
    [{ type: 'remove-filter', index: 1 }, ['a', 'gate', 'router']],
    [{ type: 'rename-filter', index: 0, name: 'first' }, ['first', 'cors', 'gate', 'router']],
    [{ type: 'rename-filter', index: 0, name: 'cors' }, ['cors-2', 'cors', 'gate', 'router']],
    [{ type: 'move-filter', from: 0, to: 2 }, ['cors', 'gate', 'a', 'router']],
    [{ type: 'move-filter', from: 2, to: 0 }, ['gate', 'a', 'cors', 'router']],
  ])('%o', (action, expected) => {
    dispatch(action);
    expect(chain()).toEqual(expected);
    undo();
    expect(project()).toEqual(start);
    redo();
    expect(chain()).toEqual(expected);
  });

  it('disables with the field that Envoy has, and enables by leaving it out', () => {
    dispatch({ type: 'disable-filter', index: 1, disabled: true });
    expect(chainEntries(project())[1]).toMatchObject({ disabled: true, config: { disabled: true } });
    dispatch({ type: 'disable-filter', index: 1, disabled: false });
    expect(httpFilters(project())[1]).not.toHaveProperty('disabled');
  });

  it('takes code away with the last filter that uses it', () => {
    dispatch({ type: 'add-filter', at: 1, filter: lua('a again', 'a') });
    dispatch({ type: 'remove-filter', index: 0 });
    expect(project().sources).toHaveProperty('a');
    dispatch({ type: 'remove-filter', index: 0 });
    expect(project().sources).not.toHaveProperty('a');
    undo();
    expect(project().sources).toHaveProperty('a');
  });

  it('renames the per-route configuration with the filter', () => {
    dispatch({ type: 'rename-filter', index: 1, name: 'browsers' });
    expect(project().http_connection_manager['route_config']).toEqual({
      virtual_hosts: [{ typed_per_filter_config: { browsers: { max_age: '1' } } }],
    });
  });
});

describe('text', () => {
  const type = (text: string): string => dispatch({ type: 'edit-source', source: 'a', path: null, text });

  it('joins a burst of typing into one entry', () => {
    type('-- ab');
    type('-- abc');
    expect(useProject.getState().past).toHaveLength(1);
    dispatch({ type: 'disable-filter', index: 0, disabled: true });
    type('-- abcd');
    expect(useProject.getState().past).toHaveLength(3);
  });

  it('goes into the right file', () => {
    dispatch({ type: 'edit-source', source: 'gate', path: 'more.ts', text: '// more' });
    expect(project().sources['gate']).toEqual({
      assemblyscript: { files: { 'index.ts': '// gate', 'more.ts': '// more' } },
    });
  });

  it('for a source that does not exist changes nothing', () => {
    dispatch({ type: 'edit-source', source: '__proto__', path: null, text: 'x' });
    expect(project()).toEqual(start);
    expect(useProject.getState().past).toHaveLength(0);
  });
});

describe('scenarios and answers', () => {
  it('keep their names apart', () => {
    dispatch({ type: 'duplicate-scenario', index: 0 });
    dispatch({ type: 'add-scenario', at: 2, scenario: { name: 'Pass', requests: [] } });
    expect(project().scenarios.map((one) => one.name)).toEqual(['Pass', 'Pass-2', 'Pass-3']);
    dispatch({ type: 'edit-scenario', index: 2, scenario: { name: 'Pass', requests: [] }, field: 'name' });
    expect(project().scenarios[2]?.name).toBe('Pass-3');
    dispatch({ type: 'remove-scenario', index: 0 });
    expect(project().scenarios).toHaveLength(2);
  });

  it('are set for everyone or for one scenario', () => {
    dispatch({ type: 'set-answers', cluster: 'up', answers: [{ status: 500 }], scenario: null, field: 'status' });
    dispatch({ type: 'set-answers', cluster: 'up', answers: [{ status: 503 }], scenario: 0, field: 'status' });
    expect(project().upstreams).toEqual({ up: [{ status: 500 }] });
    expect(project().scenarios[0]?.upstreams).toEqual({ up: [{ status: 503 }] });
    dispatch({ type: 'set-answers', cluster: 'up', answers: [], scenario: 0, field: 'list' });
    expect(project().scenarios[0]?.upstreams).toEqual({});
  });
});

it('tells what filters are made of', () => {
  expect(chainEntries(start).map((entry) => [entry.kind, entry.source])).toEqual([
    ['lua', 'a'],
    ['native', null],
    ['assemblyscript', 'gate'],
    ['router', null],
  ]);
});

it.each([
  ['gate', [], 'gate'],
  ['gate', ['gate'], 'gate-2'],
  ['gate-2', ['gate-2'], 'gate-3'],
  ['No token', ['No token'], 'No token 2'],
  ['No token 2', ['No token', 'No token 2'], 'No token 3'],
])('finds a free name for %s beside %j', (wanted, taken, expected) => {
  expect(freeName(wanted, taken)).toBe(expected);
});
