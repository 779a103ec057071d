import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { binaryenAlias } from './vite/binaryen-alias.ts';
import { firstRun, firstRunAlias } from './vite/first-run.ts';
import { licenses } from './vite/licenses.ts';
import { monacoFeatures } from './vite/monaco-features.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  cacheDir: `${root}/.cache/vite`,
  plugins: [react(), firstRun(), monacoFeatures(), licenses.gather(), licenses.emit()],
  resolve: { alias: [...binaryenAlias, ...firstRunAlias] },
  build: {
    target: 'baseline-widely-available',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    manifest: true,
    chunkSizeWarningLimit: 8000,
  },
  worker: { format: 'es', plugins: () => [licenses.gather()], rolldownOptions: { output: { codeSplitting: false } } },
  optimizeDeps: { exclude: ['binaryen', 'assemblyscript'], include: ['wabt'] },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8080', '/modules': 'http://127.0.0.1:8080' } },
});
