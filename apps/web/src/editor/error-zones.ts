import type { Diagnostic } from '@chainwright/filters/compile/diagnostic';
import type { editor } from 'monaco-editor/editor';
import styles from './code-editor.module.css';

/** More than these are markers only: a page of errors hides the code. */
const MOST_ZONES = 12;

type Zone = { readonly id: string; readonly note: HTMLElement; readonly observer: ResizeObserver };

/** Between a note and the editor's right edge. */
const MARGIN = 24;

/** Opens the errors of a document under their lines. Screen readers get them from the markers; this is for the eye. */
export class ErrorZones {
  readonly #editor: editor.ICodeEditor;
  #zones: Zone[] = [];

  constructor(codeEditor: editor.ICodeEditor) {
    this.#editor = codeEditor;
    codeEditor.onDidLayoutChange(() => {
      for (const { note } of this.#zones) this.#fit(note);
    });
  }

  /** Shows these errors and no others. */
  show(diagnostics: readonly Diagnostic[]): void {
    const errors = diagnostics.filter(({ severity }) => severity === 'error').slice(0, MOST_ZONES);
    this.#editor.changeViewZones((accessor) => {
      for (const { id, observer } of this.#zones) {
        observer.disconnect();
        accessor.removeZone(id);
      }
      this.#zones = errors.map((error) => this.#add(accessor, error));
    });
  }

  /** Long lines make the text wider than the editor: a note ends where the editor does. */
  #fit(note: HTMLElement): void {
    note.style.maxWidth = `${Math.max(120, this.#editor.getLayoutInfo().contentWidth - MARGIN)}px`;
  }

  #add(accessor: editor.IViewZoneChangeAccessor, error: Diagnostic): Zone {
    const domNode = document.createElement('div');
    const note = domNode.appendChild(noteFor(error));
    this.#fit(note);
    const zone: editor.IViewZone = {
      afterLineNumber: error.range?.endLine ?? 0,
      heightInPx: 40,
      domNode,
      suppressMouseDown: true,
    };
    const id = accessor.addZone(zone);
    // The height depends on how the text wraps.
    const observer = new ResizeObserver(() => {
      const height = note.offsetHeight + 8;
      if (height === zone.heightInPx || note.offsetHeight === 0) return;
      zone.heightInPx = height;
      this.#editor.changeViewZones((later) => later.layoutZone(id));
    });
    observer.observe(note);
    return { id, note, observer };
  }
}

function noteFor(error: Diagnostic): HTMLElement {
  const note = document.createElement('div');
  note.className = styles['note'] ?? '';
  note.setAttribute('aria-hidden', 'true');
  const sign = note.appendChild(document.createElement('span'));
  sign.textContent = '✕';
  const text = note.appendChild(document.createElement('span'));
  const what = text.appendChild(document.createElement('strong'));
  what.textContent = `${error.code}: ${error.message}`;
  if (error.hint !== undefined) text.append(` ${error.hint}`);
  return note;
}
