import { Int64 } from './int64.ts';

/**
 * A complex cdata, as the literal `2i` makes it. Only the ffi library could make others, so the real part is always 0 and
 * nothing can be calculated: the operators that 64-bit integers have raise here.
 *
 * A kind of {@link Int64}, because it behaves as one in everything else: its real part is what integer functions take.
 */
export class Complex extends Int64 {
  readonly imaginary: number;

  constructor(imaginary: number) {
    super(0n, false);
    this.imaginary = imaginary;
  }
}
