import { Suspense } from 'react';
import { late } from '../ui/late.tsx';
import { type DialogName, useDialog } from './dialogs.ts';

const DIALOGS: Record<DialogName, React.ComponentType> = {
  'add-filter': late(() => import('../chain/AddFilterDialog.tsx')),
  share: late(() => import('../share/ShareDialog.tsx')),
  commands: late(() => import('../palette/CommandPalette.tsx')),
  open: late(() => import('../share/OpenDialog.tsx')),
  download: late(() => import('../share/Download.tsx')),
  example: late(() => import('../share/StartExample.tsx')),
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
