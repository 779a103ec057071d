/** Thrown out of library functions and allocations when a budget is used up. No `pcall` catches it. */
export class Exhausted {
  readonly what: 'instructions' | 'memory';

  constructor(what: 'instructions' | 'memory') {
    this.what = what;
  }
}
