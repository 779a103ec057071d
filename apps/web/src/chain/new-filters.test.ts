import { CATALOG } from '@chainwright/filters/catalog/catalog';
import type { Project } from '@chainwright/filters/project/project';
import { describe, expect, it } from 'vitest';
import { chainEntries } from '../project/filter-kind.ts';
import { applyAction } from '../project/project-action.ts';
import {
  type NewFilter,
  newAssemblyScriptFilter,
  newLuaFilter,
  newModuleFilter,
  newNativeFilter,
  shortName,
} from './new-filters.ts';

const EMPTY: Project = {
  version: 1,
  name: 'p',
  sources: {},
  http_connection_manager: { http_filters: [] },
  scenarios: [],
};

function added(made: NewFilter): Project {
  return applyAction(EMPTY, {
    type: 'add-filter',
    at: 0,
    filter: made.filter,
    ...(made.source ? { source: made.source } : {}),
  });
}

describe('a new filter finds its code', () => {
  it.each([
    [newLuaFilter([]), 'lua', 'lua'],
    [newLuaFilter(['lua']), 'lua-2', 'lua'],
    [newAssemblyScriptFilter([]), 'assemblyscript', 'assemblyscript'],
    [newModuleFilter('My filter (1).wasm', 'AA==', []), 'My-filter-1', 'wasm'],
    [newModuleFilter('.wasm', 'AA==', ['module']), 'module-2', 'wasm'],
  ])('%#', (made, name, kind) => {
    expect(chainEntries(added(made))).toMatchObject([{ name, kind, source: name }]);
  });
});

it.each(CATALOG.filter((one) => one.kind === 'native').map((one) => [shortName(one), one] as const))(
  '%s begins with a configuration of its own',
  (name, extension) => {
    const made = newNativeFilter(extension);
    expect(chainEntries(added(made))).toMatchObject([{ name, kind: 'native', source: null }]);
    expect(made.filter.typed_config).toEqual(extension.defaultConfig);
    expect(made.filter.typed_config).not.toBe(extension.defaultConfig);
  },
);
