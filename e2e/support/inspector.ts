import { expect, type Locator, type Page } from '@playwright/test';

/** The tabs of the inspector in the order of their keys. */
type InspectorTab = 'Step' | 'Response' | 'Logs' | 'Stats' | 'State' | 'Problems';

/** The lower right of the page: the chosen step, the answer, logs, stats, state, problems. */
export class Inspector {
  readonly region: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.region = page.getByRole('region', { name: 'Inspector' });
  }

  tab(name: InspectorTab): Locator {
    return this.region.getByRole('tab', { name: new RegExp(`^${name}\\b`) });
  }

  async open(name: InspectorTab): Promise<void> {
    await this.tab(name).click();
    await expect(this.tab(name)).toHaveAttribute('aria-selected', 'true');
  }

  /** The rows of a table in the open tab whose first cell is exactly this. */
  rows(table: string | RegExp, name: string): Locator {
    return this.region
      .getByRole('table', { name: table })
      .getByRole('row')
      .filter({ has: this.#page.getByRole('cell', { name, exact: true }) });
  }

  /** Waits until the client gets this value in a header. */
  async expectResponseHeader(name: string, value: string): Promise<void> {
    await this.#openResponse('Client got');
    await expect(this.rows('Response headers', name)).toContainText(value);
  }

  /** Waits until the upstream gets this value in a header. */
  async expectUpstreamHeader(name: string, value: string, cluster = 'app'): Promise<void> {
    await this.#openResponse('Upstream saw');
    await expect(this.rows(`Headers that ${cluster} got`, name)).toContainText(value);
  }

  /** Waits until the client gets a body with these words. */
  async expectResponseBody(words: string): Promise<void> {
    await this.#openResponse('Client got');
    await expect(this.region.getByRole('tabpanel')).toContainText(words);
  }

  async #openResponse(part: string): Promise<void> {
    await this.open('Response');
    await this.region.getByRole('radio', { name: part }).click();
  }
}
