import { type ComponentType, lazy } from 'react';
import type { Selection } from './selection.ts';
import type { Page } from './view.ts';

type LazyPage = ComponentType<{ readonly selection: Selection }>;

/** The pages besides the workbench, each loaded when it is first shown. */
export const lazyPages: Record<Exclude<Page, 'workbench'>, LazyPage> = {
  table: lazy(() => import('../score/TraceTable.tsx')),
  scenario: lazy(() => import('../scenarios/ScenarioEditor.tsx')),
  upstreams: lazy(() => import('../scenarios/UpstreamsPage.tsx')),
  export: lazy(() => import('../export/ExportRoute.tsx')),
  compare: lazy(() => import('../compare/ComparePage.tsx')),
  settings: lazy(() => import('../settings/SettingsPage.tsx')),
};
