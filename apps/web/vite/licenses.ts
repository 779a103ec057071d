import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

/** Where the page shows them. */
export const LICENSES_FILE = 'licenses.txt';

const MODULES = fileURLToPath(new URL('../../../node_modules/', import.meta.url));
const PACKAGE = /\/node_modules\/((?:@[^/]+\/)?[^/@][^/]*)\/(?!.*\/node_modules\/)/;
/** Parts of the page that are no modules of the bundler: fonts by `@import`, binaryen by an alias. */
const UNSEEN = ['@fontsource/ibm-plex-mono', '@fontsource/ibm-plex-sans', 'binaryen'];

/** Gathers the packages of a bundle; the page's and its workers' are bundles of their own. */
class Licenses {
  readonly #packages = new Set(UNSEEN);

  gather(): Plugin {
    return {
      name: 'licenses-gather',
      generateBundle: (_options, bundle) => {
        for (const part of Object.values(bundle)) {
          if (part.type !== 'chunk') continue;
          for (const id of part.moduleIds) this.#add(id);
        }
      },
    };
  }

  /** Comes last: by then the workers are bundled. */
  emit(): Plugin {
    const text = (): string => [...this.#packages].sort().map(noticeOf).join('\n\n');
    return {
      name: 'licenses-emit',
      enforce: 'post',
      generateBundle() {
        this.emitFile({ type: 'asset', fileName: LICENSES_FILE, source: text() });
      },
    };
  }

  #add(id: string): void {
    const name = PACKAGE.exec(id.replaceAll('\\', '/'))?.[1];
    if (name !== undefined && !name.startsWith('.')) this.#packages.add(name);
  }
}

/** What a package asks to be shown: its name, its licence, and the texts that come with it. */
function noticeOf(name: string): string {
  const folder = `${MODULES}${name}/`;
  const { version, license } = JSON.parse(readFileSync(`${folder}package.json`, 'utf8')) as Record<string, string>;
  const texts = ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'NOTICE', 'ThirdPartyNotices.txt']
    .map((file) => folder + file)
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8').trim());
  return [`${name} ${version} (${license})`, '='.repeat(72), ...texts].join('\n\n');
}

/** One list for the page and all its workers. */
export const licenses = new Licenses();
