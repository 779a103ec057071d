import type { Project, ProjectSource } from '@chainwright/filters/project/project';
import { type ChainEntry, inlineLuaOf } from '../project/filter-kind.ts';

/** Language of a document. */
export type DocumentLanguage = 'lua' | 'assemblyscript' | 'wat' | 'yaml' | 'binary';

/** A document that can be opened: a file of code, a filter's configuration, or the chain as YAML. */
export type OpenDocument = {
  /** `sources/NAME`, `sources/NAME/PATH`, `config/FILTER`, `inline/FILTER` or `chain`. */
  readonly key: string;
  /** As it stands on its tab. */
  readonly title: string;
  readonly language: DocumentLanguage;
  /** The filter it belongs to; null for the chain. */
  readonly filter: ChainEntry | null;
  readonly source: string | null;
  /** Path inside an AssemblyScript source. */
  readonly path: string | null;
};

const CHAIN: OpenDocument = {
  key: 'chain',
  title: 'chain.yaml',
  language: 'yaml',
  filter: null,
  source: null,
  path: null,
};

/** All code of the chain in its order; each filter's configuration stands behind its code. */
export function codeDocuments(project: Project, chain: readonly ChainEntry[]): OpenDocument[] {
  const seen = new Set<string>();
  return chain.flatMap((entry) => {
    if (inlineLuaOf(entry.config) !== null) {
      return [
        {
          key: `inline/${entry.name}`,
          title: `${entry.name}.lua`,
          language: 'lua' as const,
          filter: entry,
          source: null,
          path: null,
        },
      ];
    }
    if (entry.source === null || seen.has(entry.source)) return [];
    seen.add(entry.source);
    const source = project.sources[entry.source];
    return source ? sourceDocuments(entry, entry.source, source) : [];
  });
}

function sourceDocuments(entry: ChainEntry, name: string, source: ProjectSource): OpenDocument[] {
  const one = (key: string, title: string, language: DocumentLanguage, path: string | null = null): OpenDocument => ({
    key,
    title,
    language,
    filter: entry,
    source: name,
    path,
  });
  if ('lua' in source) return [one(`sources/${name}`, `${name}.lua`, 'lua')];
  if ('wat' in source) return [one(`sources/${name}`, `${name}.wat`, 'wat')];
  if ('wasm' in source) return [one(`sources/${name}`, `${name}.wasm`, 'binary')];
  const paths = Object.keys(source.assemblyscript.files);
  return paths.map((path) =>
    one(`sources/${name}/${path}`, path === 'index.ts' ? `${name}.ts` : `${name}/${path}`, 'assemblyscript', path),
  );
}

/** The configuration of a filter as a document. */
export function configDocument(entry: ChainEntry): OpenDocument {
  return {
    key: `config/${entry.name}`,
    title: `${entry.name}.yaml`,
    language: 'yaml',
    filter: entry,
    source: entry.source,
    path: null,
  };
}

/** The documents on the tabs: all code, the configuration of the chosen filter where it has no code, the chain. */
export function tabDocuments(
  project: Project,
  chain: readonly ChainEntry[],
  filter: ChainEntry | null,
): OpenDocument[] {
  const code = codeDocuments(project, chain);
  const configured = filter && !code.some((one) => one.filter?.name === filter.name) ? [configDocument(filter)] : [];
  return [...code, ...configured, CHAIN];
}

/** The document to show: the one asked for, else the code of the filter, else its configuration. */
export function documentFor(
  project: Project,
  chain: readonly ChainEntry[],
  wanted: string | null,
  filter: ChainEntry | null,
  place: string | null = null,
): OpenDocument {
  if (wanted === 'chain') return CHAIN;
  const code = codeDocuments(project, chain);
  const asked = code.find((one) => one.key === wanted);
  if (asked) return asked;
  const configured = wanted?.startsWith('config/')
    ? chain.find((entry) => `config/${entry.name}` === wanted)
    : undefined;
  if (configured) return configDocument(configured);
  const revealed = place === null ? undefined : code.find((one) => placeOf(one) === place);
  const own =
    revealed ??
    code.find((one) => one.filter?.name === filter?.name || (one.source !== null && one.source === filter?.source));
  if (own) return own;
  return filter ? configDocument(filter) : CHAIN;
}

/** How the engine names a document in source places: `stamp-request`, `token-gate/index.ts`. */
export function placeOf(document: OpenDocument): string | null {
  if (document.key.startsWith('inline/') && document.filter) {
    const old = document.filter.config.typed_config?.['default_source_code'] === undefined;
    return `${document.filter.name}/${old ? 'inline_code' : 'default_source_code'}`;
  }
  if (document.source === null) return null;
  return document.path === null ? document.source : `${document.source}/${document.path}`;
}

/** The text of a document of code; null when it has none that can be edited. */
export function textOfDocument(project: Project, document: OpenDocument): string | null {
  if (document.key.startsWith('inline/') && document.filter) return inlineLuaOf(document.filter.config);
  const source = document.source === null ? undefined : project.sources[document.source];
  if (!source || document.key.startsWith('config/')) return null;
  if ('lua' in source) return source.lua;
  if ('wat' in source) return source.wat;
  if ('assemblyscript' in source) return source.assemblyscript.files[document.path ?? 'index.ts'] ?? '';
  return null;
}
