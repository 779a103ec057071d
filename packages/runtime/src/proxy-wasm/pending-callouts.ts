/** A callout that can still be called off. */
type Cancellable = { cancel(): void };

/** The callouts of one VM that are under way, by token. */
export class PendingCallouts {
  readonly #byToken = new Map<number, Cancellable>();

  add(token: number, callout: Cancellable): void {
    this.#byToken.set(token, callout);
  }

  /** Forgets a callout that has ended; false: it was called off before. */
  end(token: number): boolean {
    return this.#byToken.delete(token);
  }

  /** Calls one off; false: there is none. */
  cancel(token: number): boolean {
    this.#byToken.get(token)?.cancel();
    return this.#byToken.delete(token);
  }

  cancelAll(): void {
    for (const callout of this.#byToken.values()) callout.cancel();
    this.#byToken.clear();
  }
}
