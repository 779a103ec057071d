import { useEffect, useRef, useState } from 'react';
import { readMessage, writeMessage, type YamlReading } from './yaml-text.ts';

/** Text that is being edited, what it means, and how to change it. */
export type YamlDraft = { readonly text: string; readonly reading: YamlReading; readonly edit: (text: string) => void };

/**
 * Keeps the text of a message while it is edited: comments and half-typed lines stay. When the message itself changes
 * elsewhere (undo, the form), the text follows.
 */
export function useYamlDraft(
  value: Record<string, unknown>,
  onChange: (value: Record<string, unknown>) => void,
): YamlDraft {
  const [text, setText] = useState(() => writeMessage(value));
  const [reading, setReading] = useState<YamlReading>({ ok: true, value });
  const last = useRef(JSON.stringify(value));
  useEffect(() => {
    const now = JSON.stringify(value);
    if (now === last.current) return;
    last.current = now;
    setText(writeMessage(value));
    setReading({ ok: true, value });
  }, [value]);
  const edit = (next: string): void => {
    setText(next);
    const read = readMessage(next);
    setReading(read);
    if (!read.ok) return;
    const now = JSON.stringify(read.value);
    if (now === last.current) return;
    last.current = now;
    onChange(read.value);
  };
  return { text, reading, edit };
}
