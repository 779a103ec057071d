/** Whether Envoy has the whole request of the client that is served now; answers of callouts wait for it. */
export class ClientSent {
  #sent = false;
  readonly #waiting: (() => void)[] = [];

  /** Before the first client there is nothing to wait for: callouts that are made while the configuration loads. */
  static ofNobody(): ClientSent {
    const nobody = new ClientSent();
    nobody.markSent();
    return nobody;
  }

  /** Runs `work` when the client has sent everything: now, or later. */
  whenSent(work: () => void): void {
    if (this.#sent) work();
    else this.#waiting.push(work);
  }

  /** The client is done, or gone. */
  markSent(): void {
    this.#sent = true;
    for (const work of this.#waiting.splice(0)) work();
  }
}
