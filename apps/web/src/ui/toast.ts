import { create } from 'zustand';

/** A line that comes and goes: what was done, and one way to take it back. */
export type ToastMessage = {
  readonly id: number;
  readonly words: string;
  readonly tone: 'plain' | 'fail';
  readonly action: { readonly words: string; readonly run: () => void } | null;
};

/** The newest toast; null when there is none. */
export const useToast = create<{ readonly toast: ToastMessage | null }>(() => ({ toast: null }));

const STAYS_MS = 7000;
let count = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Shows a toast in place of the one before. One that tells of a failure stays until it is closed. */
export function toast(
  words: string,
  action: ToastMessage['action'] = null,
  tone: ToastMessage['tone'] = 'plain',
): void {
  count++;
  const id = count;
  useToast.setState({ toast: { id, words, action, tone } });
  clearTimeout(timer);
  if (tone !== 'fail') timer = setTimeout(() => closeToast(id), STAYS_MS);
}

/** Takes a toast away, if it is still the newest. */
export function closeToast(id: number): void {
  if (useToast.getState().toast?.id === id) useToast.setState({ toast: null });
}
