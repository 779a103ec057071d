import css from './export.module.css';

type Props = { readonly text: string; readonly stale: boolean };

/** Lines beyond this are left out of the view; copy and download have them all. */
const MOST_LINES = 3000;
const LONGEST_LINE = 400;

/** YAML to read: numbered lines, keys and comments coloured. */
export function CodeListing({ text, stale }: Props) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <div className={css['listing']} data-stale={stale}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: the text keeps its lines */}
      <pre role="region" tabIndex={0} aria-label="YAML">
        {lines.slice(0, MOST_LINES).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
          <Line key={index} line={line} />
        ))}
        {lines.length > MOST_LINES && <span>… {lines.length - MOST_LINES} more lines, in the file</span>}
      </pre>
    </div>
  );
}

function Line({ line }: { readonly line: string }) {
  const shown =
    line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}… ${line.length - LONGEST_LINE} more characters` : line;
  const key = /^(\s*(?:- )*)([\w.@"'/-]+)(:)(?=\s|$)(.*)$/.exec(shown);
  return (
    <span className={css['line']}>
      {shown.trimStart().startsWith('#') ? (
        <span className={css['comment']}>{shown}</span>
      ) : key ? (
        <>
          {key[1]}
          <span className={css['key']}>{key[2]}</span>
          {key[3]}
          {key[4]}
        </>
      ) : (
        shown
      )}
      {'\n'}
    </span>
  );
}
