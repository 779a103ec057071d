import type { editor } from 'monaco-editor/editor';
import { setDocumentText, withoutCarriageReturns } from './documents.ts';

/**
 * Tells the project's own changes (undo, a link that was opened) from echoes of what was typed. The page hands back every text it
 * was told, and with fast typing an older one may come when the document is already further: that must not turn the clock back.
 */
export class EchoGuard {
  /** Texts that were told to the page and have not come back, oldest first. */
  #told: string[] = [];
  #isArriving = false;

  /** The document changed to this text. True: the page is to be told. */
  leaves(text: string): boolean {
    if (this.#isArriving) return false;
    this.#told.push(text);
    return true;
  }

  /** The page says that the text is this one. */
  arrives(value: string, model: editor.ITextModel): void {
    const text = withoutCarriageReturns(value);
    const echo = this.#told.lastIndexOf(text);
    if (echo >= 0) {
      this.#told.splice(0, echo + 1);
      return;
    }
    this.#told = [];
    this.#isArriving = true;
    setDocumentText(model, text);
    this.#isArriving = false;
  }
}
