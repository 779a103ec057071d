/** Counts what passed, failed and was skipped over all steps of a test run, and prints the closing line. */
export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  #failures = [];
  #skips = [];

  pass(count = 1) {
    this.passed += count;
  }

  fail(name, count = 1) {
    this.failed += count;
    this.#failures.push(name);
  }

  /** A skip says why, and how to enable what it skips. */
  skip(name, reason, count = 1) {
    this.skipped += count;
    this.#skips.push(`${name}: ${reason}`);
  }

  print() {
    for (const name of this.#failures) process.stdout.write(`failed: ${name}\n`);
    for (const text of new Set(this.#skips)) process.stdout.write(`skipped: ${text}\n`);
    process.stdout.write(`${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped\n`);
  }
}
