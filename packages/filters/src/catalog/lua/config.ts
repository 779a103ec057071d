import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { readStruct } from '@chainwright/runtime/config/read-struct';
import {
  type ByteString,
  base64ToBytes,
  bytesToByteString,
  textToByteString,
} from '@chainwright/runtime/http/byte-string';
import type { LuaFilterConfig, LuaRouteConfig } from '@chainwright/runtime/lua/lua-filter-factory';
import type { LuaSource } from '@chainwright/runtime/lua/lua-server';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FactoryContext } from '../filter-extension.ts';

const PACKAGE = 'envoy.extensions.filters.http.lua.v3';
const DATA_SOURCE = 'envoy.config.core.v3.DataSource';
/** Type URL of the filter's configuration. */
export const LUA_TYPE = `type.googleapis.com/${PACKAGE}.Lua`;
/** Type URL of a route's configuration. */
export const LUA_PER_ROUTE_TYPE = `type.googleapis.com/${PACKAGE}.LuaPerRoute`;

/** The filter's configuration as the engine takes it, and what only the catalogue needs. */
export type LuaConfig = LuaFilterConfig & { readonly statPrefix: string; readonly packagePaths: readonly string[] };

/** Where Lua text may come from. */
export type LuaSources = Pick<FactoryContext, 'source' | 'filterName'>;

/** Reads the filter's `typed_config`. Throws ConfigRejected with Envoy's text. */
export function readLuaConfig(message: unknown, sources: LuaSources): LuaConfig {
  return MessageReader.read(message, `${PACKAGE}.Lua`, (reader) => {
    const namedSources = reader.messageMap('source_codes', DATA_SOURCE, (code, name) =>
      readSource(code, `${sources.filterName}/source_codes/${name}`, sources),
    );
    const inline = reader.string('inline_code');
    const given = reader.message('default_source_code', DATA_SOURCE, (code) =>
      readSource(code, `${sources.filterName}/default_source_code`, sources),
    );
    if (inline !== '' && given !== null) {
      throw new ConfigRejected(
        'Error: Only one of `inline_code` or `default_source_code` can be set for the Lua filter.',
      );
    }
    return {
      defaultSource:
        inline === '' ? given : { id: `${sources.filterName}/inline_code`, text: scriptOf(textToByteString(inline)) },
      sources: namedSources,
      clearRouteCache: reader.bool('clear_route_cache', true),
      filterContext: readStruct(reader.raw('filter_context')),
      statPrefix: reader.string('stat_prefix'),
      packagePaths: reader.strings('package_paths'),
    };
  });
}

/** Reads a route's configuration. Throws ConfigRejected with Envoy's text. */
export function readLuaPerRoute(message: unknown, sources: LuaSources): LuaRouteConfig {
  return MessageReader.read(message, `${PACKAGE}.LuaPerRoute`, (reader) => {
    const filterContext = reader.has('filter_context') ? readStruct(reader.raw('filter_context')) : null;
    const override = reader.oneof('override', ['disabled', 'name', 'source_code'], { required: false });
    switch (override) {
      case 'disabled':
        if (!reader.bool('disabled')) reader.violated('disabled', 'value must equal true');
        return { use: { kind: 'nothing' }, filterContext };
      case 'name':
        return { use: { kind: 'named', name: reader.string('name', { minLength: 1 }) }, filterContext };
      case 'source_code': {
        const source = reader.requiredMessage('source_code', DATA_SOURCE, (code) =>
          readSource(code, `${sources.filterName}/route`, sources),
        );
        return { use: { kind: 'own', source }, filterContext };
      }
      default:
        return { use: { kind: 'default' }, filterContext };
    }
  });
}

/** Reads a DataSource; `sources/NAME` is code of the project, any other file does not exist here. */
function readSource(reader: MessageReader, id: string, sources: LuaSources): LuaSource {
  const specifiers = ['filename', 'inline_bytes', 'inline_string', 'environment_variable'] as const;
  const kind = reader.oneof('specifier', specifiers, { required: true });
  reader.ignore('watched_directory');
  switch (kind) {
    case 'filename':
      return projectSource(reader.string('filename', { minLength: 1 }), sources);
    case 'inline_bytes':
      return { id, text: scriptOf(bytesToByteString(base64ToBytes(reader.string('inline_bytes')))) };
    case 'environment_variable':
      throw new ConfigRejected(`Environment variable doesn't exist: ${reader.string('environment_variable')}`);
    default:
      return { id, text: scriptOf(textToByteString(reader.string('inline_string'))) };
  }
}

function projectSource(file: string, sources: LuaSources): LuaSource {
  const name = file.startsWith('sources/') ? file.slice('sources/'.length) : null;
  const source = name === null ? undefined : sources.source(name);
  if (source?.kind !== 'lua') throw new ConfigRejected(`Invalid path: ${file}`);
  return { id: source.name, text: scriptOf(source.text) };
}

/** What Envoy loads of a text: it hands it to Lua as a C string, which ends at the first NUL. */
function scriptOf(text: ByteString): ByteString {
  const end = text.indexOf('\0');
  return end < 0 ? text : (text.slice(0, end) as ByteString);
}

/** The file that a script's `require` or `loadfile` names: Lua code of the project. */
export function readProjectFile(file: string, sources: LuaSources): ByteString | undefined {
  const name = file.replace(/^\.\//, '').replace(/^sources\//, '');
  const source = sources.source(name) ?? sources.source(name.replace(/\.lua$/, ''));
  return source?.kind === 'lua' ? source.text : undefined;
}
