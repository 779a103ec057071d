import { expect, type Locator, type Page } from '@playwright/test';

/** The dialog that adds a filter. */
export class AddFilter {
  readonly dialog: Locator;
  readonly search: Locator;
  /** The button that adds what is chosen, where it says. */
  readonly button: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.dialog = page.getByRole('dialog', { name: 'Add a filter' });
    this.search = this.dialog.getByRole('combobox', { name: 'Search filters' });
    this.button = this.dialog.getByRole('button', { name: /^Add (before|at)/ });
  }

  async open(): Promise<void> {
    await this.#page.getByRole('button', { name: /^\+ Add/ }).click();
    await expect(this.search).toBeFocused();
  }

  /** Chooses an entry by its name. */
  async choose(name: string): Promise<void> {
    const offer = this.dialog.getByRole('option').filter({ has: this.#page.getByText(name, { exact: true }) });
    await offer.click();
    await expect(offer).toHaveAttribute('aria-selected', 'true');
  }

  /** Adds an entry at the place that the dialog proposes. */
  async add(name: string): Promise<void> {
    await this.open();
    await this.choose(name);
    await this.button.click();
    await expect(this.dialog).toHaveCount(0);
  }

  /** Chooses a module from the disk, without adding it yet. */
  async upload(fileName: string, bytes: Uint8Array): Promise<void> {
    await this.open();
    await this.choose('Upload a .wasm');
    const file = { name: fileName, mimeType: 'application/wasm', buffer: Buffer.from(bytes) };
    await this.dialog.locator('input[type=file]').setInputFiles(file);
  }
}
