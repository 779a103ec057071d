import { create } from 'zustand';

/** What can stand over the page. */
export type DialogName = 'add-filter' | 'share' | 'commands' | 'open' | 'download' | 'example';

/** What stands over the page now. */
export const useDialog = create<{ readonly dialog: DialogName | null; readonly file: File | null }>(() => ({
  dialog: null,
  file: null,
}));

/** Opens something over the page; `file` is what was dropped. */
export function openDialog(dialog: DialogName, file: File | null = null): void {
  useDialog.setState({ dialog, file });
}

/** Closes what stands over the page. */
export function closeDialog(): void {
  useDialog.setState({ dialog: null, file: null });
}
