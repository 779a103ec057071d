/** The parts of the page in the order of F6. */
const REGIONS = ['bar', 'scenarios', 'score', 'editor', 'inspector', 'page', 'foot'];

/** What takes the focus in a part, the chosen thing first. */
const INSIDE = [
  '[role="option"][tabindex="0"]',
  '[role="gridcell"][tabindex="0"]',
  '[role="tab"][tabindex="0"]',
  'button:not(:disabled), a[href], input, textarea',
];

/** Moves the focus to the next part of the page, or the one before: to its chosen thing, else to the part itself. */
export function focusRegion(way: 1 | -1): void {
  const all = REGIONS.map((name) => document.querySelector<HTMLElement>(`[data-region="${name}"]`)).filter(
    (element): element is HTMLElement => element !== null && element.offsetParent !== null,
  );
  const at = all.findIndex((element) => element.contains(document.activeElement));
  const next = all[(at + way + all.length) % all.length];
  if (!next) return;
  const inside = INSIDE.map((selector) => next.querySelector<HTMLElement>(selector)).find(
    (element) => element !== null,
  );
  (inside ?? next).focus();
}
