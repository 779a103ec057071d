// Finds contexts by the host's ids, and callers by the tokens of their calls. Both rise by a constant step and live in a window
// that moves, so a table with open addresses on the low bits has nearly no collisions and makes no garbage, however many streams
// come and go.
import { Context } from "./context";

/** @internal */
@final
export class IdTable {
  private keys: StaticArray<u32> = new StaticArray<u32>(16);
  private contexts: StaticArray<Context | null> = new StaticArray<Context | null>(16);
  private mask: u32 = 15;
  private count: u32 = 0;

  /** `shift` is the number of low bits that all keys have in common. */
  constructor(private shift: u32) {}

  get(key: u32): Context | null {
    return unchecked(this.contexts[this.seek(key)]);
  }

  set(key: u32, context: Context): void {
    if ((this.count + 1) * 2 > this.mask) this.grow();
    const at = this.seek(key);
    if (!unchecked(this.contexts[at])) this.count++;
    unchecked((this.keys[at] = key));
    unchecked((this.contexts[at] = context));
  }

  remove(key: u32): Context | null {
    let hole = this.seek(key);
    const found = unchecked(this.contexts[hole]);
    if (!found) return null;
    this.count--;
    // Entries behind the hole that could not have their own place move up, so that a search never ends too early.
    let at = (hole + 1) & this.mask;
    while (unchecked(this.contexts[at])) {
      const home = this.home(unchecked(this.keys[at]));
      if (((at - home) & this.mask) >= ((at - hole) & this.mask)) {
        unchecked((this.keys[hole] = this.keys[at]));
        unchecked((this.contexts[hole] = this.contexts[at]));
        hole = at;
      }
      at = (at + 1) & this.mask;
    }
    unchecked((this.contexts[hole] = null));
    return found;
  }

  private home(key: u32): u32 {
    return (key >> this.shift) & this.mask;
  }

  /** The place of the key, or the free place where it would be put. */
  private seek(key: u32): u32 {
    let at = this.home(key);
    while (unchecked(this.contexts[at]) && unchecked(this.keys[at]) != key) at = (at + 1) & this.mask;
    return at;
  }

  private grow(): void {
    const keys = this.keys;
    const contexts = this.contexts;
    const size = (this.mask + 1) << 1;
    this.keys = new StaticArray<u32>(size);
    this.contexts = new StaticArray<Context | null>(size);
    this.mask = size - 1;
    this.count = 0;
    for (let i = 0; i < contexts.length; i++) {
      const context = unchecked(contexts[i]);
      if (context) this.set(unchecked(keys[i]), context);
    }
  }
}
