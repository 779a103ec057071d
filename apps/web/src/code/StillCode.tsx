import css from './code.module.css';

/** A text as the editor will show it, until the editor is there. */
export function StillCode({
  text,
  label,
  currentLine = null,
}: {
  readonly text: string;
  readonly label: string;
  readonly currentLine?: number | null;
}) {
  const lines = text.split('\n');
  const first = currentLine === null ? 0 : Math.max(0, currentLine - 6);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={css['still']} aria-label={label} aria-busy="true" tabIndex={0}>
      <pre>
        {lines.slice(first, first + 120).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <span key={index} className={first + index + 1 === currentLine ? css['here'] : undefined}>
            <i>{first + index + 1}</i>
            {line}
            {'\n'}
          </span>
        ))}
      </pre>
    </section>
  );
}
