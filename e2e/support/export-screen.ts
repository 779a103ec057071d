import { expect, type Locator, type Page } from '@playwright/test';
import { textOf } from './workbench.ts';

/** The screen that shows the exported file, how it was proven, and where it lands. */
export class ExportScreen {
  readonly options: Locator;
  readonly file: Locator;
  readonly proof: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.options = page.getByRole('complementary', { name: 'Target and options' });
    this.file = page.getByRole('region', { name: 'The exported file' });
    this.proof = page.getByRole('region', { name: 'Proof and notes' });
  }

  /** Waits until the file on screen is the one of the newest options and was proven. */
  async proven(): Promise<void> {
    await expect(this.proof).toContainText('✓ read back and run');
    await expect(this.file).toHaveAttribute('aria-busy', 'false');
  }

  /** The exported file. */
  async download(): Promise<string> {
    const coming = this.#page.waitForEvent('download');
    await this.file.getByRole('button', { name: 'Download' }).click();
    return textOf(await coming);
  }

  /** Fills in a field of the options. */
  async fill(field: string, text: string): Promise<void> {
    await this.options.getByRole('textbox', { name: field, exact: true }).fill(text);
  }
}
