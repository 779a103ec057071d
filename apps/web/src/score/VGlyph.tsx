import { memo } from 'react';
import css from './v-glyph.module.css';
import { GLYPH, type Glyph } from './v-glyph-model.ts';

/** The small V of a scenario: a request falls, waits, is cut or turns, and climbs back. */
export const VGlyph = memo(function VGlyph({ glyph }: { readonly glyph: Glyph | null }) {
  return (
    <svg className={css['v']} viewBox={`0 0 ${GLYPH.width} ${GLYPH.height}`} aria-hidden="true">
      {(!glyph || glyph.short) && <path className={css['ground']} d={`M2 ${GLYPH.height - 3}H${GLYPH.width - 3}`} />}
      {glyph?.strokes.map((stroke) => (
        <path key={stroke.path} className={css[stroke.style]} d={stroke.path} />
      ))}
      {glyph?.cut && <circle className={css['cut']} cx={glyph.cut[0]} cy={glyph.cut[1]} r="2.8" />}
    </svg>
  );
});
