import type { Plugin } from 'vite';

const WORKERS = '/monaco-editor/esm/vs/internal/common/workers.js';
const SIDE_EFFECT = /^import '[^']+';$/gm;

/**
 * Monaco's language services import every feature of the editor for its side effect, from one module of theirs that only
 * starts workers. They come long after the first editor, whose services were fixed by then, so that the next editor would
 * fail for want of theirs. The features that we use are named in `src/editor/monaco.ts`; the others stay out.
 */
export function monacoFeatures(): Plugin {
  return {
    name: 'monaco-features',
    transform(code, id) {
      if (!id.split('?')[0]?.replaceAll('\\', '/').endsWith(WORKERS)) return null;
      const lean = code.replace(SIDE_EFFECT, '');
      if (lean === code) this.error(`${id} no longer imports features: monaco-features.ts can go`);
      return { code: lean, map: null };
    },
  };
}
