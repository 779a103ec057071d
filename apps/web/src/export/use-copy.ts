import { useState } from 'react';
import { announce } from '../ui/announce.ts';
import { toast } from '../ui/toast.ts';

const SAYS_MS = 2000;

/** Copies text. The first value names what was copied last, for a moment. */
export function useCopy(): readonly [copied: string | null, copy: (what: string, text: string) => void] {
  const [copied, setCopied] = useState<string | null>(null);
  const copy = (what: string, text: string): void => {
    navigator.clipboard.writeText(text).then(
      () => {
        setCopied(what);
        announce('Copied');
        setTimeout(() => setCopied(null), SAYS_MS);
      },
      () => toast('The browser does not allow copying here. Select the text and copy it by hand.', null, 'fail'),
    );
  };
  return [copied, copy];
}
