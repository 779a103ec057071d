import { QueryClientProvider } from '@tanstack/react-query';
import { queryClient } from '../app/query-client.ts';
import { exportCompiler } from '../run/run-session.ts';
import { ExportPage } from './ExportPage.tsx';
import type { CompileForExport } from './request-export.ts';

const compile: CompileForExport = async (name, source) =>
  (await exportCompiler()).compileSource(name, source, 'export');

/** The export screen with what it needs from the rest of the page. */
export default function ExportRoute() {
  return (
    <QueryClientProvider client={queryClient}>
      <ExportPage compile={compile} />
    </QueryClientProvider>
  );
}
