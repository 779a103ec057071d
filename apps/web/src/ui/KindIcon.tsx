import type { FilterKind } from '../project/filter-kind.ts';

/** What stands in a row of the chain. */
export type ParticipantKind = FilterKind | 'downstream' | 'upstream' | 'callout';

const WORDS: Record<ParticipantKind, string> = {
  lua: 'Lua',
  assemblyscript: 'AssemblyScript',
  wasm: 'Wasm',
  native: 'native',
  router: 'router',
  downstream: 'client',
  upstream: 'cluster',
  callout: 'callout cluster',
};

/** The sign of a participant's kind. */
export function KindIcon({ kind }: { readonly kind: ParticipantKind }) {
  return (
    <svg
      className={`kind ${kind}`}
      viewBox="0 0 18 18"
      role="img"
      aria-label={WORDS[kind]}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
    >
      {SHAPES[kind]}
    </svg>
  );
}

const SHAPES: Record<ParticipantKind, React.ReactNode> = {
  lua: (
    <>
      <circle cx="8" cy="10" r="6" strokeWidth="1.6" />
      <circle cx="10" cy="8" r="2" fill="currentColor" stroke="none" />
      <circle cx="15" cy="3.2" r="1.7" fill="currentColor" stroke="none" />
    </>
  ),
  assemblyscript: (
    <>
      <path d="M9 1.5l6.5 3.75v7.5L9 16.5l-6.5-3.75v-7.5z" />
      <path d="M5.8 11.8L9 5.6l3.2 6.2M7 9.8h4" />
    </>
  ),
  wasm: (
    <>
      <path d="M2 2h4.8a2.2 2.2 0 0 0 4.4 0H16v14H2z" />
      <path d="M4.6 8.5l1.2 4.6 1.5-4.6 1.5 4.6L10 8.5M11.5 13l1.2-4.4h.6l1.2 4.4" strokeWidth="1.2" />
    </>
  ),
  native: (
    <>
      <path d="M5.2 2.5h7.6l3.8 6.5-3.8 6.5H5.2L1.4 9z" />
      <circle cx="9" cy="9" r="2.6" />
    </>
  ),
  router: <path d="M3 9h5l4-5h3M8 9l4 5h3" strokeWidth="1.6" />,
  downstream: (
    <>
      <rect x="2" y="3" width="14" height="9" rx="1.2" />
      <path d="M6 15.5h6" />
    </>
  ),
  upstream: (
    <>
      <rect x="2.5" y="3" width="13" height="5" rx="1" />
      <rect x="2.5" y="10" width="13" height="5" rx="1" />
      <path d="M5 5.5h.1M5 12.5h.1" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  callout: <path d="M3 4v5a3 3 0 0 0 3 3h8M11 8.5l3.5 3.5L11 15.5" />,
};
