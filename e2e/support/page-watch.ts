import type { BrowserContext, ConsoleMessage, Page } from '@playwright/test';

/**
 * Listens to everything that goes wrong behind the page's back: errors on the console of the page and of its workers,
 * exceptions, violations of the content security policy, and requests that leave this machine.
 */
export class PageWatch {
  readonly #found: string[] = [];

  constructor(context: BrowserContext) {
    context.on('console', (message) => this.#hear(message));
    context.on('weberror', (error) => this.#found.push(`exception: ${error.error().message}`));
    context.on('request', (request) => this.#look(request.url()));
    context.on('page', (page) => this.#follow(page));
  }

  /** What went wrong, without what a story expects to go wrong. */
  problems(expected: RegExp): string[] {
    return this.#found.filter((problem) => !expected.test(problem));
  }

  #follow(page: Page): void {
    page.on('crash', () => this.#found.push('the page crashed'));
    page.on('worker', (worker) => worker.on('console', (message) => this.#hear(message)));
  }

  #hear(message: ConsoleMessage): void {
    const text = message.text();
    if (message.type() === 'error' || /content security policy/i.test(text)) this.#found.push(`console: ${text}`);
  }

  #look(url: string): void {
    const { protocol, hostname } = new URL(url);
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') this.#found.push(`request to another machine: ${url}`);
  }
}
