import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './code-editor.module.css';
import type { CodeEditorProps } from './code-editor-props.ts';
import { addEditorHandle } from './editor-hook.ts';

const LINE_HEIGHT = 20;

/** A document in a plain text area, its errors in a list below. */
export function PlainEditor(props: CodeEditorProps): ReactNode {
  const { documentId, value, onChange, diagnostics, ariaLabel, revealLine, readOnly } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const errorsId = useId();
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  useLatestHandle(props);
  useEffect(() => {
    if (revealLine == null || area.current === null) return;
    area.current.scrollTop = Math.max(0, (revealLine - 4) * LINE_HEIGHT);
  }, [revealLine]);
  return (
    <>
      <textarea
        ref={area}
        className={styles['plain']}
        aria-label={ariaLabel}
        aria-describedby={errors.length > 0 ? errorsId : undefined}
        aria-invalid={errors.length > 0}
        data-document={documentId}
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => insertTab(event, onChange)}
      />
      {errors.length > 0 && (
        <ul id={errorsId} className={styles['plainErrors']}>
          {errors.map((error) => (
            <li key={`${error.range?.startLine} ${error.message}`} className={styles['note']}>
              <span>✕</span>
              <span>
                {error.range === null ? '' : `line ${error.range.startLine}: `}
                <strong>{error.message}</strong> {error.hint}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Lets tests reach the newest text and setter without a new handle for each key. */
function useLatestHandle(props: CodeEditorProps): void {
  const latest = useRef(props);
  latest.current = props;
  const { documentId } = props;
  useEffect(
    () =>
      addEditorHandle({
        documentId,
        getText: () => latest.current.value,
        setText: (text) => latest.current.onChange(text),
        markers: () =>
          latest.current.diagnostics.map(({ severity, range, message }) => ({
            severity,
            line: range?.startLine ?? 1,
            message,
          })),
      }),
    [documentId],
  );
}

/** Escape, then Tab leaves; Tab alone indents. */
function insertTab(event: KeyboardEvent<HTMLTextAreaElement>, onChange: (text: string) => void): void {
  const area = event.currentTarget;
  if (event.key === 'Escape') {
    area.dataset['leaves'] = 'yes';
    return;
  }
  const leaves = area.dataset['leaves'] === 'yes';
  delete area.dataset['leaves'];
  if (event.key !== 'Tab' || event.shiftKey || leaves || area.readOnly) return;
  event.preventDefault();
  area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
  onChange(area.value);
}
