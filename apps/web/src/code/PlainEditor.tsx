import { type KeyboardEvent, useEffect, useRef } from 'react';
import css from './code.module.css';

type Props = {
  readonly value: string;
  readonly label: string;
  readonly currentLine?: number | null;
  readonly readOnly?: boolean;
  readonly onChange: (text: string) => void;
};

const LINE_PX = 20;

/** A plain text field for code: until the full editor is there, by touch, and by preference. */
export function PlainEditor({ value, label, currentLine = null, readOnly = false, onChange }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const lines = value.split('\n').length;
  useEffect(() => {
    const element = area.current;
    if (!element || currentLine === null || document.activeElement === element) return;
    element.scrollTop = Math.max(0, (currentLine - 6) * LINE_PX);
  }, [currentLine]);
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    event.stopPropagation();
  };
  return (
    <div className={css['plain']}>
      <div ref={numbers} className={css['numbers']} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={index} className={index + 1 === currentLine ? css['here'] : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        aria-label={label}
        value={value}
        readOnly={readOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        onKeyDown={keys}
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}
