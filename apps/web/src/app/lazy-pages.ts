import type { ComponentType } from 'react';
import { late } from '../ui/late.tsx';
import type { Selection } from './selection.ts';
import type { Page } from './view.ts';

type LazyPage = ComponentType<{ readonly selection: Selection }>;

/** The pages besides the workbench, each loaded when it is first shown. */
export const lazyPages: Record<Exclude<Page, 'workbench'>, LazyPage> = {
  table: late(() => import('../score/TraceTable.tsx')),
  scenario: late(() => import('../scenarios/ScenarioEditor.tsx')),
  upstreams: late(() => import('../scenarios/UpstreamsPage.tsx')),
  export: late(() => import('../export/ExportRoute.tsx')),
  compare: late(() => import('../compare/ComparePage.tsx')),
  settings: late(() => import('../settings/SettingsPage.tsx')),
};
