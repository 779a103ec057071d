import { randomBytes } from 'node:crypto';
import type { Project } from '@chainwright/filters/project/project';
import { writeShareLink } from '@chainwright/filters/project/share-link';
import { expect, type Locator, type Page } from '@playwright/test';
import { Inspector } from './inspector.ts';

/** The page as a person works with it: what can be seen as locators, what can be done as verbs. */
export class Workbench {
  readonly page: Page;
  readonly url: string;
  readonly inspector: Inspector;
  /** The score's right side: one cell for each step. */
  readonly trace: Locator;
  /** The score's left side: one row for each participant. */
  readonly chain: Locator;
  readonly scenarios: Locator;
  readonly editor: Locator;
  readonly foot: Locator;
  /** What was done last, with its way back. */
  readonly toast: Locator;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
    this.inspector = new Inspector(page);
    this.trace = page.getByRole('grid', { name: 'Trace', exact: true });
    this.chain = page.getByRole('grid', { name: 'Filter chain' });
    this.scenarios = page.getByRole('listbox', { name: 'Scenarios' });
    this.editor = page.getByRole('region', { name: 'Editor' });
    this.foot = page.getByRole('contentinfo');
    this.toast = page.getByRole('status').filter({ has: page.getByRole('button', { name: 'Close' }) });
  }

  /** Opens the product as a newcomer does; `search` is what stands in the address. */
  async open(search = ''): Promise<void> {
    await this.page.goto(new URL(search, this.url).href);
    await expect(this.trace.getByRole('gridcell').first()).toBeVisible();
    await this.#listens();
  }

  /** Opens a project of the story's own, as somebody does who follows a link, and waits for its run. */
  async openProject(project: Project, search = ''): Promise<void> {
    await this.followLink(linkOf(this.url, project, search));
    await this.settled();
  }

  /** Follows a link that carries a project. */
  async followLink(link: string): Promise<void> {
    // A change of the fragment alone would not load the page anew.
    if (this.page.url() !== 'about:blank') await this.page.goto('about:blank');
    await this.page.goto(link);
    await expect(this.page.getByRole('button', { name: 'Run all' })).toBeVisible();
    await this.#listens();
  }

  /** Waits until the page takes keys: what is painted first is only a picture for a moment. */
  async #listens(): Promise<void> {
    await this.page.waitForFunction(() => window.chainwrightTest !== undefined);
  }

  /** Waits until the engine in this browser has run what is on screen. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => performance.getEntriesByName('chainwright:change-to-trace').length > 0);
    await expect(this.foot).not.toContainText(/(compiling|running) …/);
  }

  /** The entry of a scenario in the list; its name begins with the scenario's, its result, its request. */
  scenario(name: string): Locator {
    return this.scenarios.getByRole('option', { name: new RegExp(`^${escapeRegExp(name)} `) });
  }

  async chooseScenario(name: string): Promise<void> {
    await this.scenario(name).click();
    await expect(this.scenario(name)).toHaveAttribute('aria-selected', 'true');
  }

  /** Waits for a scenario's result, such as `403 ✓ 2/2`. */
  async expectResult(name: string, result: string): Promise<void> {
    await expect(this.scenario(name)).toHaveAccessibleName(
      new RegExp(`^${escapeRegExp(name)} ${escapeRegExp(result)} `),
    );
  }

  /** A step by its number, or by what its name says: `Step 4, token-gate proxy_on_request_headers, …`. */
  step(which: number | RegExp): Locator {
    return this.trace.getByRole('gridcell', { name: typeof which === 'number' ? `Step ${which},` : which });
  }

  async chooseStep(which: number | RegExp): Promise<void> {
    const step = this.step(which).first();
    await step.click();
    await expect(step).toHaveAttribute('aria-selected', 'true');
  }

  /** The chosen step. */
  get chosenStep(): Locator {
    return this.trace.getByRole('gridcell', { selected: true });
  }

  /** The row of a filter in the chain. */
  filter(name: string): Locator {
    return this.chain
      .getByRole('row')
      .filter({ has: this.page.getByRole('button', { name: `More for ${name}`, exact: true }) });
  }

  /** Names of the filters from first to last, without the router. */
  async filterNames(): Promise<string[]> {
    return this.chain
      .getByRole('switch')
      .evaluateAll((all) => all.map((one) => (one.getAttribute('aria-label') ?? '').replace(/ runs$/, '')));
  }

  /** Waits until the chain has these filters in this order. */
  async expectFilters(names: readonly string[]): Promise<void> {
    await expect.poll(() => this.filterNames()).toEqual(names);
  }

  async toggleFilter(name: string): Promise<void> {
    await this.chain.getByRole('switch', { name: `${name} runs`, exact: true }).click();
  }

  /** Chooses from the menu of a filter: Configure, Rename, Move up, Move down, Disable, Enable, Remove. */
  async chooseForFilter(name: string, words: string): Promise<void> {
    await this.filter(name).hover();
    await this.#chooseFromMenu(`More for ${name}`, words);
  }

  /** Chooses from the menu of the project: Undo, Redo, Open, Download, Start, Settings. */
  async chooseForProject(words: string): Promise<void> {
    await this.#chooseFromMenu('Project', words);
  }

  /** Chooses from the menu of the chosen scenario: Edit, Duplicate, Upstream answers, Remove. */
  async chooseForScenario(words: string): Promise<void> {
    await this.#chooseFromMenu('More for this scenario', words);
  }

  async #chooseFromMenu(menu: string, words: string): Promise<void> {
    await this.page.getByRole('button', { name: menu, exact: true }).click();
    await this.page
      .getByRole('menu', { name: menu, exact: true })
      .getByRole('menuitem', { name: new RegExp(`^${escapeRegExp(words)}`) })
      .click();
  }

  /** Puts the focus on a filter's row, as the arrow keys do. */
  async focusFilter(name: string): Promise<void> {
    await this.filter(name).focus();
    await expect(this.filter(name)).toBeFocused();
  }

  /** Moves a filter by keyboard. */
  async moveFilterByKeyboard(name: string, way: 'up' | 'down'): Promise<void> {
    await this.focusFilter(name);
    await this.page.keyboard.press(way === 'up' ? 'Alt+ArrowUp' : 'Alt+ArrowDown');
    await expect(this.filter(name)).toBeFocused();
  }

  /** Opens a document: `stamp-request`, `token-gate/index.ts`, `config/harden`, `chain`. */
  async openDocument(id: string): Promise<void> {
    await this.page.evaluate((document) => window.chainwrightTest?.open(document), id);
    await this.page.waitForFunction((document) => window.chainwrightTest?.shown().includes(document), id);
  }

  /** The text of a document. */
  async source(id: string): Promise<string> {
    await this.openDocument(id);
    const text = await this.page.waitForFunction((document) => {
      const source = window.chainwrightTest?.getSource(document);
      return source == null ? null : { source };
    }, id);
    return (await text.jsonValue())?.source ?? '';
  }

  /** Sets the text of a document as if it had been typed. */
  async editSource(id: string, text: string): Promise<void> {
    await this.openDocument(id);
    await this.page.waitForFunction(
      ([newText, document]) => window.chainwrightTest?.setSource(newText, document) === true,
      [text, id] as const,
    );
  }

  /** Replaces a piece of a document, which must be there. */
  async replaceInSource(id: string, piece: string, by: string): Promise<void> {
    const text = await this.source(id);
    expect(text).toContain(piece);
    await this.editSource(
      id,
      text.replace(piece, () => by),
    );
  }

  /** Errors and warnings that the editor shows in a document. */
  async markers(id: string): Promise<{ severity: string; line: number; message: string }[]> {
    return this.page.evaluate((document) => window.chainwrightTest?.markers(document) ?? [], id);
  }

  /** Waits until the browser holds what is on screen. */
  async expectSaved(): Promise<void> {
    await expect(this.page.getByRole('banner')).toContainText('saved in this browser');
  }

  async openExport(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Export', exact: true }).click();
  }

  async backToWorkbench(): Promise<void> {
    await this.page
      .getByRole('banner')
      .getByRole('button', { name: /^(Back|Done)/ })
      .click();
  }

  /** Downloads project.yaml. Returns its text. */
  async downloadProject(): Promise<string> {
    const coming = this.page.waitForEvent('download');
    await this.chooseForProject('Download project.yaml');
    return textOf(await coming);
  }

  /** Chooses a file in the dialog that opens projects. */
  async openFile(name: string, content: string | Buffer): Promise<Locator> {
    await this.chooseForProject('Open project.yaml');
    const dialog = this.page.getByRole('dialog', { name: 'Open a project' });
    const file = { name, mimeType: 'application/yaml', buffer: Buffer.from(content) };
    await dialog.getByLabel('Choose a project.yaml').setInputFiles(file);
    return dialog;
  }
}

/** The link that carries a project. */
export function linkOf(url: string, project: Project, search = ''): string {
  const written = writeShareLink(project);
  if (!written.ok) throw new Error(written.problems[0]?.message);
  // A query of its own makes the browser load the page even when it is open already.
  return `${new URL(search || `?story=${randomBytes(4).toString('hex')}`, url).href}#${written.value}`;
}

/** The text of a downloaded file. */
export async function textOf(download: { createReadStream(): Promise<NodeJS.ReadableStream> }): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
