/** One frame of a backtrace: function index and byte offset in the module that ran. */
export type TrapFrame = { readonly functionIndex: number; readonly offset: number };

/** Why a call into a module did not return. */
export type Trap = {
  /** As V8 in Envoy words it: `RuntimeError: unreachable`, `RangeError: Maximum call stack size exceeded`. */
  readonly message: string;
  /** Innermost first. */
  readonly frames: readonly TrapFrame[];
  /** The stack was full: how deep it went depends on the machine, so its cost means nothing. */
  readonly stackOverflow: boolean;
};

/** Thrown by a host function that must not be called in this phase; its text is Envoy's. */
export class RestrictedCallback extends Error {
  constructor() {
    super('restricted_callback');
  }
}

/** Thrown by a host function that would have ended the Envoy process: unwinds the module, nothing runs on in it. */
export class EnvoyCrash extends Error {}

/** V8's texts by those of other engines. */
const WORDINGS: readonly (readonly [RegExp, string])[] = [
  [/^unreachable|Unreachable code/, 'unreachable'],
  [/remainder by zero/i, 'remainder by zero'],
  [/(divi\w+) by zero/i, 'divide by zero'],
  [/divide result unrepresentable|integer overflow|out of range.*divi/i, 'divide result unrepresentable'],
  [/table index is out of bounds|table access|Out of bounds table|table index/i, 'table index is out of bounds'],
  [/signature|indirect call to null|call_indirect/i, 'function signature mismatch'],
  [/memory access out of bounds|index out of bounds|Out of bounds memory/i, 'memory access out of bounds'],
  [/float unrepresentable|conversion to integer|Out of bounds Trunc/i, 'float unrepresentable in integer range'],
];

const STACK_OVERFLOW = /call stack size exceeded|too much recursion/i;

/**
 * What was thrown out of a module as a trap; null when it is none: then our own code is at fault and the error is to be
 * thrown on.
 */
export function trapOf(thrown: unknown): Trap | null {
  if (!(thrown instanceof Error)) {
    return isWasmException(thrown) ? { message: '#<Exception>', frames: [], stackOverflow: false } : null;
  }
  if (STACK_OVERFLOW.test(thrown.message)) {
    return {
      message: 'RangeError: Maximum call stack size exceeded',
      frames: framesOf(thrown.stack ?? ''),
      stackOverflow: true,
    };
  }
  const frames = framesOf(thrown.stack ?? '');
  if (thrown instanceof RestrictedCallback) {
    return { message: 'Error: restricted_callback', frames, stackOverflow: false };
  }
  if (thrown instanceof WebAssembly.RuntimeError) {
    const wording = WORDINGS.find(([pattern]) => pattern.test(thrown.message))?.[1] ?? thrown.message;
    return { message: `RuntimeError: ${wording}`, frames, stackOverflow: false };
  }
  return isWasmException(thrown) ? { message: '#<Exception>', frames: [], stackOverflow: false } : null;
}

function isWasmException(thrown: unknown): boolean {
  return Object.prototype.toString.call(thrown) === '[object WebAssembly.Exception]';
}

/** The module's frames in the text of a stack: V8 and Firefox write `wasm-function[3]:0x2d9`. */
export function framesOf(stack: string): TrapFrame[] {
  return [...stack.matchAll(/wasm-function\[(\d+)\]:0x([0-9a-f]+)/g)].map((match) => ({
    functionIndex: Number(match[1]),
    offset: Number.parseInt(match[2] ?? '', 16),
  }));
}
