/** What an editor on the page lets tests see and do. */
export type EditorHandle = {
  readonly documentId: string;
  getText(): string;
  setText(text: string): void;
  /** Severity, line and message of each marker. */
  markers(): { severity: string; line: number; message: string }[];
};

/** `window.chainwrightTest`: how browser tests reach the editor, which can't be filled like a form field. */
type TestHook = {
  /** The text of a document that is shown; of the first one without an id. Null: it is not shown. */
  getSource(documentId?: string): string | null;
  /** Sets its text as if it had been typed. False: it is not shown. */
  setSource(text: string, documentId?: string): boolean;
  /** Asks the page to show a document. */
  open(documentId: string): void;
  markers(documentId?: string): { severity: string; line: number; message: string }[];
  /** Ids of the documents that are shown. */
  shown(): string[];
};

declare global {
  interface Window {
    chainwrightTest?: TestHook;
  }
}

const handles = new Set<EditorHandle>();
let opener: (documentId: string) => void = () => undefined;

/** The page says how a document is shown. */
export function setDocumentOpener(open: (documentId: string) => void): void {
  opener = open;
  install();
}

/** An editor is on the page. Returns what takes it away again. */
export function addEditorHandle(handle: EditorHandle): () => void {
  handles.add(handle);
  install();
  return () => handles.delete(handle);
}

function find(documentId: string | undefined): EditorHandle | undefined {
  return [...handles].find((handle) => documentId === undefined || handle.documentId === documentId);
}

function install(): void {
  window.chainwrightTest ??= {
    getSource: (documentId) => find(documentId)?.getText() ?? null,
    setSource(text, documentId) {
      const handle = find(documentId);
      handle?.setText(text);
      return handle !== undefined;
    },
    open: (documentId) => opener(documentId),
    markers: (documentId) => find(documentId)?.markers() ?? [],
    shown: () => [...handles].map(({ documentId }) => documentId),
  };
}
