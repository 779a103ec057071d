// Tells Monaco how to start its workers. They are loaded when a document first needs them.

const WORKERS: Readonly<Record<string, () => Promise<{ default: new () => Worker }>>> = {
  typescript: () => import('monaco-editor/languages/features/typescript/ts.worker?worker'),
  javascript: () => import('monaco-editor/languages/features/typescript/ts.worker?worker'),
};

self.MonacoEnvironment = {
  async getWorker(_moduleId: string, label: string): Promise<Worker> {
    const load = WORKERS[label] ?? (() => import('monaco-editor/editor/editor.worker?worker'));
    const { default: EditorWorker } = await load();
    return new EditorWorker();
  },
};
