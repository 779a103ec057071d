import type { ProjectBody } from '@chainwright/filters/project/project';
import { bytesText } from '../score/quantities.ts';
import { Icon } from '../ui/Icon.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { bodyPieces } from './body-text.ts';
import css from './scenario-editor.module.css';

type Piece = Exclude<ProjectBody, unknown[]>;
type Props = {
  readonly label: string;
  readonly body: ProjectBody | undefined;
  readonly delay: number | undefined;
  readonly onChange: (body: ProjectBody | undefined, delay: number | undefined) => void;
};

/** A body in the pieces in which it is sent, and the virtual time between them. */
export function BodyEditor({ label, body, delay, onChange }: Props) {
  const pieces: Piece[] = body === undefined ? [] : Array.isArray(body) ? body : [body];
  const views = bodyPieces(body);
  const size = views.reduce((sum, piece) => sum + piece.bytes, 0);
  const put = (next: readonly Piece[], pause = delay): void => {
    const [only] = next;
    const whole = next.length === 0 ? undefined : next.length === 1 && only !== undefined ? only : [...next];
    onChange(whole, next.length > 1 ? pause : undefined);
  };
  return (
    <>
      <div className="ph">
        <h3>{label}</h3>
        <span className="muted t12">
          {views.length ? `${bytesText(size)}${views.length > 1 ? ` in ${views.length} pieces` : ''}` : 'none'}
        </span>
        <span className="grow" />
        <Segmented
          small
          label={`${label} form`}
          value={views.length === 0 ? 'none' : views.length === 1 ? 'once' : 'pieces'}
          options={[
            { value: 'none', words: 'None' },
            { value: 'once', words: 'At once' },
            { value: 'pieces', words: 'In pieces' },
          ]}
          onChange={(form) => {
            if (form === 'none') put([]);
            else if (form === 'once') put([joined(pieces)]);
            else put(split(pieces), delay ?? 10);
          }}
        />
      </div>
      {pieces.length > 0 && (
        <div className={css['pieces']}>
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces are their order
            <div key={index} className={css['piece']}>
              <span className="t11 muted">
                {pieces.length > 1 ? `${index + 1}: ` : ''}
                {bytesText(views[index]?.bytes ?? 0)}
              </span>
              <PieceField
                piece={piece}
                label={`${label}, piece ${index + 1}`}
                onChange={(next) => put(pieces.map((one, i) => (i === index ? next : one)))}
              />
              {pieces.length > 1 && (
                <button
                  type="button"
                  className="btn ghost icon s"
                  aria-label={`Remove piece ${index + 1}`}
                  onClick={() => put(pieces.filter((_, i) => i !== index))}
                >
                  <Icon name="cross" />
                </button>
              )}
            </div>
          ))}
          {pieces.length > 1 && (
            <div className="row wrap">
              <button type="button" className="btn s" onClick={() => put([...pieces, ''])}>
                <Icon name="plus" /> Piece
              </button>
              <label className="row t12">
                then wait
                <input
                  className={`field s mono ${css['number']}`}
                  inputMode="decimal"
                  value={delay ?? 0}
                  onChange={(event) =>
                    put(pieces, Number(event.target.value) >= 0 ? Number(event.target.value) : delay)
                  }
                />
                virtual ms before the next
              </label>
            </div>
          )}
        </div>
      )}
    </>
  );
}

function PieceField({
  piece,
  label,
  onChange,
}: {
  readonly piece: Piece;
  readonly label: string;
  readonly onChange: (piece: Piece) => void;
}) {
  if (typeof piece === 'string') {
    return (
      <textarea
        className="field mono"
        aria-label={label}
        rows={Math.min(12, Math.max(2, piece.split('\n').length))}
        spellCheck={false}
        value={piece}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  if ('base64' in piece) {
    return (
      <textarea
        className="field mono"
        aria-label={`${label}, base64`}
        rows={2}
        spellCheck={false}
        value={piece.base64}
        onChange={(event) => onChange({ base64: event.target.value })}
      />
    );
  }
  return (
    <span className="row t12">
      <input
        className={`field s mono ${css['number']}`}
        aria-label={`${label}, how often`}
        inputMode="numeric"
        value={piece.repeat}
        onChange={(event) =>
          onChange({
            ...piece,
            repeat: Math.max(0, Math.min(200_000_000, Math.trunc(Number(event.target.value) || 0))),
          })
        }
      />
      times
      {typeof piece.bytes === 'string' && (
        <input
          className="field s mono"
          aria-label={`${label}, text`}
          value={piece.bytes}
          onChange={(event) => onChange({ ...piece, bytes: event.target.value })}
        />
      )}
    </span>
  );
}

function joined(pieces: readonly Piece[]): Piece {
  if (pieces.length === 0) return '';
  return pieces.every((piece) => typeof piece === 'string') ? pieces.join('') : (pieces[0] ?? '');
}

function split(pieces: readonly Piece[]): Piece[] {
  const [only] = pieces;
  if (pieces.length > 1) return [...pieces];
  if (typeof only !== 'string') return [only ?? '', ''];
  const middle = Math.ceil(only.length / 2);
  return [only.slice(0, middle), only.slice(middle)];
}
