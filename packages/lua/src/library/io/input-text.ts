import { StateSlot } from '../../state/state-slot.ts';
import { textToNumber } from '../number/from-text.ts';

/** Standard input of a state, and how far it has been read. */
class InputText {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** What a format gives: `l`, `L`, `n`, `a` or a count of bytes; nil at the end (g_read). */
  read(format: string | number): string | number | undefined {
    if (format === 'a') return this.take(this.text.length);
    if (typeof format === 'number') {
      if (format === 0) return this.at < this.text.length ? '' : undefined;
      return this.at < this.text.length ? this.take(this.at + format) : undefined;
    }
    return format === 'n' ? this.number() : this.line(format === 'L');
  }

  private take(end: number): string {
    const taken = this.text.slice(this.at, end);
    this.at = Math.min(end, this.text.length);
    return taken;
  }

  private line(withEnd: boolean): string | undefined {
    if (this.at >= this.text.length) return undefined;
    const end = this.text.indexOf('\n', this.at);
    if (end < 0) return this.take(this.text.length);
    const line = this.take(end + 1);
    return withEnd ? line : line.slice(0, -1);
  }

  /** As `fscanf("%lf")` does: blanks, then as much as belongs to a number. */
  private number(): number | undefined {
    const rest = this.text.slice(this.at);
    const found =
      /^[ \t-\r]*([-+]?(?:0[xX][\da-fA-F]*\.?[\da-fA-F]*(?:[pP][-+]?\d+)?|\d*\.?\d*(?:[eE][-+]?\d+)?))/.exec(rest);
    this.at += found?.[0].length ?? 0;
    return found === null ? undefined : textToNumber(found[1]!);
  }
}

/** The standard input of a state. */
export const inputText = new StateSlot<InputText>((state) => new InputText(state.options.readInput?.() ?? ''));
