import { createElement } from 'react';

/** Icons of 16 px, drawn as lucide draws: one stroke, round ends. */
const PATHS = {
  check: 'M3 8.5l3.2 3.2L13 5',
  cross: 'M4 4l8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  play: 'M4.5 3v10l8.5-5z',
  stop: 'M4.5 4.5h7v7h-7z',
  first: 'M11 4L7 8l4 4M5 4v8',
  previous: 'M10 3.5L5.5 8l4.5 4.5',
  next: 'M6 3.5L10.5 8 6 12.5',
  last: 'M5 4l4 4-4 4M11 4v8',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  table: 'M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13',
  search: 'M7 3a4 4 0 1 0 0 8a4 4 0 1 0 0-8M10 10l3.5 3.5',
  sun: 'M8 5.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 1 0 0-5.2M8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1',
  settings:
    'M2.5 4.5h6M12 4.5h1.5M2.5 11.5h1.5M7.5 11.5h6M10.2 2.8a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 1 0 0-3.4M5.7 9.8a1.7 1.7 0 1 0 0 3.4a1.7 1.7 0 1 0 0-3.4',
  share: 'M8 10V2.5M5 5.5l3-3 3 3M3 9.5v4h10v-4',
  export: 'M8 13V5.5M5 8.5l3-3 3 3M3 2.5h10',
  download: 'M8 3v7.5M5 8l3 3 3-3M3 13.5h10',
  open: 'M2.5 12.5v-9h4l1.5 2h5.5v7z',
  compare: 'M8 2.5v11M5 13.5h6M3 5h10M3 5l-1.5 4h3zM13 5l-1.5 4h3z',
  copy: 'M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1',
  warning: 'M8 2.5l6 10.5H2zM8 6.5v3M8 11.3v.1',
  alert: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 5v3.5M8 10.8v.1',
  info: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 7.5V11M8 5.2v.1',
  clock: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12M8 5v3.2l2 1.3',
  bolt: 'M9 1.5L3.5 9H8l-1 5.5L12.5 7H8z',
  code: 'M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5',
  file: 'M4 2h5l3.5 3.5V14H4zM9 2v3.5h3.5',
  list: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4v.1M2.5 8v.1M2.5 12v.1',
  trace: 'M5 3v6M2 6h6M8 13h6',
  more: 'M3.5 8v.1M8 8v.1M12.5 8v.1',
  undo: 'M5.5 3L2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10',
  trash: 'M2.5 4.5h11M6 4.5V2.5h4v2M4 4.5l.7 9h6.6l.7-9',
  edit: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3z',
  terminal: 'M3 4l4 4-4 4M8 12.5h5',
  minus: 'M3 8h10',
  grip: 'M6 4v.1M10 4v.1M6 8v.1M10 8v.1M6 12v.1M10 12v.1',
  power: 'M8 2.5v5M4.7 4.7a4.7 4.7 0 1 0 6.6 0',
} as const;

/** Name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon. It says nothing by itself: the control around it has the words. */
export function Icon({ name, small = true }: { readonly name: IconName; readonly small?: boolean }) {
  return (
    <svg
      className={small ? 'i s' : 'i'}
      viewBox="0 0 16 16"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      {createElement('path', { d: PATHS[name] })}
    </svg>
  );
}
