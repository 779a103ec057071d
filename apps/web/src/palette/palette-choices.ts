import type { Project } from '@chainwright/filters/project/project';
import { openDialog } from '../app/dialogs.ts';
import { prefer } from '../app/preferences.ts';
import { type Selection, selectFilter, selectScenario, selectStep } from '../app/selection.ts';
import { show } from '../app/view-store.ts';
import { codeDocuments } from '../code/open-documents.ts';
import { redo, undo } from '../project/project-store.ts';
import { runNow } from '../run/run-commands.ts';
import { callbackName } from '../score/step-words.ts';
import type { IconName } from '../ui/Icon.tsx';

/** One thing that can be chosen by its name. */
export type Choice = {
  readonly group: string;
  readonly words: string;
  readonly icon: IconName;
  readonly keys?: string;
  readonly run: () => void;
};

/** Shown of each group before anything is typed; commands are all shown: on a phone the list is the menu. */
const FIRST = 6;
/** Shown of all that match. */
const MOST = 60;

/** Everything that can be chosen now. */
export function allChoices(selection: Selection, project: Project): Choice[] {
  return [...commands(), ...steps(selection), ...headers(selection), ...places(selection, project)];
}

function commands(): Choice[] {
  const one = (words: string, icon: IconName, run: () => void, keys?: string): Choice => ({
    group: 'Commands',
    words,
    icon,
    run,
    ...(keys ? { keys } : {}),
  });
  return [
    one('Run all scenarios', 'play', runNow, 'Ctrl+Enter'),
    one('Add filter …', 'plus', () => openDialog('add-filter'), 'a'),
    one('Export …', 'export', () => show({ page: 'export' }), 'e'),
    one('Show the trace as a table', 'table', () => show({ page: 'table' }), 't'),
    one('Edit the scenario', 'edit', () => show({ page: 'scenario' })),
    one('Edit upstream answers', 'list', () => show({ page: 'upstreams' })),
    one('Compare with a real Envoy', 'compare', () => show({ page: 'compare' })),
    one('Share as a link', 'share', () => openDialog('share'), 'Ctrl+s'),
    one('Open project.yaml …', 'open', () => openDialog('open')),
    one('Download project.yaml', 'download', () => openDialog('download')),
    one('Start from the example', 'file', () => openDialog('example')),
    one('Undo', 'undo', () => void undo(), 'Ctrl+z'),
    one('Redo', 'redo', () => void redo(), 'Ctrl+y'),
    one('Light theme', 'sun', () => prefer({ theme: 'light' })),
    one('Dark theme', 'sun', () => prefer({ theme: 'dark' })),
    one('Theme of the system', 'sun', () => prefer({ theme: 'system' })),
    one('Settings and keys', 'settings', () => show({ page: 'settings' }), '?'),
  ];
}

function steps({ score, chain }: Selection): Choice[] {
  return (score?.steps ?? []).map((step) => {
    const entry = chain.find((one) => one.name === step.filter?.name);
    const name = step.filter?.name ?? score?.rows[step.row]?.name ?? '';
    return {
      group: 'Go to step',
      words: [`Step ${step.number}`, name, callbackName(step, entry), step.label].filter(Boolean).join(' · '),
      icon: step.mark === 'none' ? 'trace' : 'alert',
      run: () => {
        show({ page: 'workbench' });
        selectStep(step);
      },
    };
  });
}

function headers({ score }: Selection): Choice[] {
  const words = { add: 'set', replace: 'changed', remove: 'removed' };
  return (score?.steps ?? []).flatMap((step) =>
    step.headerChanges.map(
      (change): Choice => ({
        group: 'Headers',
        words: `${change.name}, ${words[change.op]} in step ${step.number} by ${step.filter?.name ?? 'Envoy'}`,
        icon: 'list',
        run: () => {
          show({ page: 'workbench', tab: 'step' });
          selectStep(step);
        },
      }),
    ),
  );
}

function places({ chain }: Selection, project: Project): Choice[] {
  const files = codeDocuments(project, chain).map(
    (document): Choice => ({
      group: 'Filters and files',
      words: document.title,
      icon: 'file',
      run: () => show({ page: 'workbench', pane: 'code', file: document.key, filter: document.filter?.name ?? null }),
    }),
  );
  const filters = chain.map(
    (entry): Choice => ({
      group: 'Filters and files',
      words: `${entry.name} configuration`,
      icon: 'settings',
      run: () => {
        selectFilter(entry.name);
        show({ page: 'workbench', pane: 'code', file: `config/${entry.name}` });
      },
    }),
  );
  const scenarios = project.scenarios.map(
    (scenario): Choice => ({
      group: 'Scenarios',
      words: scenario.name,
      icon: 'trace',
      run: () => {
        show({ page: 'workbench' });
        selectScenario(scenario.name);
      },
    }),
  );
  return [...files, ...filters, ...scenarios];
}

/** What has all the words that were typed; the beginning of each group when nothing was typed. */
export function matchingChoices(choices: readonly Choice[], search: string): Choice[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    const seen = new Map<string, number>();
    return choices.filter((choice) => {
      const count = (seen.get(choice.group) ?? 0) + 1;
      seen.set(choice.group, count);
      return choice.group === 'Commands' || count <= FIRST;
    });
  }
  return choices.filter((choice) => words.every((word) => choice.words.toLowerCase().includes(word))).slice(0, MOST);
}
