import { type ReactNode, useEffect, useState } from 'react';
import styles from './code-editor.module.css';
import type { CodeEditorProps } from './code-editor-props.ts';
import { MonacoEditor } from './MonacoEditor.tsx';
import type { Monaco } from './monaco.ts';
import { PlainEditor } from './PlainEditor.tsx';

/**
 * The editor of one document: Monaco, or a plain text area by touch, by choice, while Monaco loads, and when it can't be loaded.
 * Load it with `React.lazy`; Monaco itself comes after it.
 */
export default function CodeEditor(props: CodeEditorProps): ReactNode {
  const isPlain = props.plain ?? isTouchOnly();
  const monaco = useMonaco(!isPlain);
  return (
    <div className={styles['host']}>
      {monaco === null ? <PlainEditor {...props} /> : <MonacoEditor monaco={monaco} {...props} />}
    </div>
  );
}

function isTouchOnly(): boolean {
  return matchMedia('(pointer: coarse) and (hover: none)').matches;
}

/** Monaco once it is there. */
function useMonaco(isWanted: boolean): Monaco | null {
  const [loaded, setLoaded] = useState<Monaco | null>(null);
  useEffect(() => {
    let isGone = false;
    if (isWanted) {
      import('./monaco.ts').then(
        ({ monaco }) => {
          if (!isGone) setLoaded(monaco);
        },
        (error: unknown) => console.error('The editor could not be loaded; the plain one stays.', error),
      );
    }
    return () => {
      isGone = true;
    };
  }, [isWanted]);
  return isWanted ? loaded : null;
}
