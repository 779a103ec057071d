import { lazy, Suspense } from 'react';
import { type DialogName, useDialog } from './dialogs.ts';

const DIALOGS: Record<DialogName, React.LazyExoticComponent<React.ComponentType>> = {
  'add-filter': lazy(() => import('../chain/AddFilterDialog.tsx')),
  share: lazy(() => import('../share/ShareDialog.tsx')),
  commands: lazy(() => import('../palette/CommandPalette.tsx')),
  open: lazy(() => import('../share/OpenDialog.tsx')),
  download: lazy(() => import('../share/Download.tsx')),
  example: lazy(() => import('../share/StartExample.tsx')),
};

/** What stands over the page, loaded when it is first opened. */
export function Dialogs() {
  const dialog = useDialog((state) => state.dialog);
  if (dialog === null) return null;
  const Shown = DIALOGS[dialog];
  return (
    <Suspense fallback={null}>
      <Shown />
    </Suspense>
  );
}
