import { expect, type Locator, type Page } from '@playwright/test';

/** The page that edits one scenario: its requests, the world around them, what must hold. */
export class ScenarioForm {
  readonly request: Locator;
  readonly world: Locator;
  readonly expectations: Locator;
  readonly name: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.request = page.getByRole('region', { name: 'Request', exact: true });
    this.world = page.getByRole('region', { name: 'Connection and world' });
    this.expectations = page.getByRole('region', { name: 'Expectations' });
    this.name = page.getByRole('textbox', { name: 'Name of the scenario' });
  }

  /** Opens the chosen scenario. */
  async open(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Edit the scenario' }).click();
    await expect(this.name).toBeVisible();
  }

  async rename(name: string): Promise<void> {
    await this.name.fill(name);
    await this.name.press('Enter');
  }

  /** Fills in method, authority or path. */
  async fill(field: 'Method' | 'Authority' | 'Path', text: string): Promise<void> {
    await this.request
      .getByRole('combobox', { name: field })
      .or(this.request.getByRole('textbox', { name: field, exact: true }))
      .fill(text);
  }

  /** Fills in a row of a table of headers or trailers; rows count from 1, the one behind the last adds a row. */
  async fillRow(table: string, row: number, name: string, value: string): Promise<void> {
    await this.request.getByRole('textbox', { name: `${table}, name ${row}`, exact: true }).fill(name);
    await this.request.getByRole('textbox', { name: `${table}, value ${row}`, exact: true }).fill(value);
  }

  /** Chooses how the body is sent. */
  async sendBody(form: 'None' | 'At once' | 'In pieces'): Promise<void> {
    await this.request.getByRole('radiogroup', { name: 'Body form' }).getByRole('radio', { name: form }).click();
  }

  /** Fills in a piece of the body, from 1. */
  async fillPiece(piece: number, text: string): Promise<void> {
    await this.request.getByRole('textbox', { name: `Body, piece ${piece}`, exact: true }).fill(text);
  }

  /** Adds an expectation; `field` is the name of a header, cluster or stat. */
  async expect(what: string, value: string, field = '', how = ''): Promise<void> {
    await this.draft(what, value, field, how);
    await this.expectations.getByRole('button', { name: 'Add', exact: true }).click();
  }

  /** Fills in an expectation without adding it. */
  async draft(what: string, value: string, field = '', how = ''): Promise<void> {
    const form = this.expectations.getByRole('form', { name: 'New expectation' });
    await form.getByRole('combobox', { name: 'What' }).selectOption(what);
    if (field) await form.getByRole('textbox', { name: /^(header|cluster|name)$/ }).fill(field);
    if (how) await form.getByRole('combobox', { name: 'How' }).selectOption(how);
    if (value) await form.getByRole('textbox', { name: 'Value' }).fill(value);
  }
}
