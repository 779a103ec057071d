/** The screens of the page. */
export const PAGES = ['workbench', 'table', 'scenario', 'upstreams', 'export', 'compare', 'settings'] as const;
export type Page = (typeof PAGES)[number];

/** The tabs of the inspector, in the order of their keys 1–5; `problems` stands in front when there are any. */
export const INSPECTOR_TABS = ['step', 'response', 'logs', 'stats', 'state', 'problems'] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** What a narrow screen shows of the workbench. */
export const PANES = ['trace', 'scenarios', 'code', 'more'] as const;
export type Pane = (typeof PANES)[number];

/** What the person looks at. All of it stands in the address, so that a reload or a copied address shows the same. */
export type View = {
  readonly page: Page;
  /** Name of the scenario; null: the first. */
  readonly scenario: string | null;
  /** Which of the scenario's requests. */
  readonly request: number;
  /** Number of the step; null: the most telling one. */
  readonly step: number | null;
  /** Name of the chosen filter; null: that of the step. */
  readonly filter: string | null;
  readonly tab: InspectorTab;
  /** Key of the open document; null: that of the filter. */
  readonly file: string | null;
  readonly pane: Pane;
  readonly scale: 'steps' | 'time';
};

/** What is shown when the address says nothing. */
export const FIRST_VIEW: View = {
  page: 'workbench',
  scenario: null,
  request: 0,
  step: null,
  filter: null,
  tab: 'step',
  file: null,
  pane: 'trace',
  scale: 'steps',
};

/** Reads a view out of search parameters. What is unknown or malformed counts as absent. */
export function parseView(search: string): View {
  const get = new URLSearchParams(search);
  const one = <T extends string>(name: string, among: readonly T[], otherwise: T): T =>
    among.find((word) => word === get.get(name)) ?? otherwise;
  const count = (name: string): number | null => {
    const text = get.get(name);
    return text !== null && /^\d{1,7}$/.test(text) ? Number(text) : null;
  };
  return {
    page: one('page', PAGES, FIRST_VIEW.page),
    scenario: get.get('scenario'),
    request: count('request') ?? 0,
    step: count('step'),
    filter: get.get('filter'),
    tab: one('tab', INSPECTOR_TABS, FIRST_VIEW.tab),
    file: get.get('file'),
    pane: one('pane', PANES, FIRST_VIEW.pane),
    scale: one('scale', ['steps', 'time'], FIRST_VIEW.scale),
  };
}

/** The search parameters of a view; empty for the first view. */
export function formatView(view: View): string {
  const put = new URLSearchParams();
  for (const [name, value] of Object.entries(view)) {
    if (value !== FIRST_VIEW[name as keyof View]) put.set(name, String(value));
  }
  const text = put.toString();
  return text ? `?${text}` : '';
}
