import type { AbiFunction } from '../abi/abi-function.ts';
import { abiFunctionType } from '../abi/abi-function.ts';
import { CALLBACKS } from '../abi/callbacks.ts';
import { ENV_FUNCTIONS } from '../abi/functions.ts';
import { WASI_FUNCTIONS } from '../abi/wasi-functions.ts';
import { assemble } from './guest.ts';

/** An argument of a host call: a number; a text, which becomes pointer and length; `at` for a bare pointer to it. */
export type CallArgument = number | bigint | string | { readonly at: string } | typeof OUT;

/** Where the host may write: 16 bytes that nobody else uses. */
export const OUT = Symbol('out');

/** One host call of a scripted guest, or raw WebAssembly text. */
export type ScriptStep = readonly [name: string, ...args: CallArgument[]] | { readonly wat: string };

/** What each callback does, and what it answers (`null`: nothing to answer). */
export type GuestScript = {
  readonly abi?: '0.1.0' | '0.2.0' | '0.2.1';
  /** More of a module: globals, functions, exports. */
  readonly more?: string;
  readonly callbacks: Readonly<Record<string, { readonly do: readonly ScriptStep[]; readonly answer?: number }>>;
};

const OUT_ADDRESS = 64;
const FUNCTIONS = new Map<string, AbiFunction>([...ENV_FUNCTIONS, ...WASI_FUNCTIONS].map((f) => [f.name, f]));

/** Makes a module that makes exactly these host calls: tests then look at the trace. */
export function scripted(script: GuestScript): Uint8Array<ArrayBuffer> {
  const writer = new ScriptWriter();
  const bodies = Object.entries(script.callbacks).map(([name, { do: steps, answer }]) =>
    writer.callback(name, script.abi ?? '0.2.1', steps, answer ?? 0),
  );
  return assemble(`(module ${writer.imports()}
    (memory (export "memory") 2) ${writer.data()}
    (func (export "proxy_abi_version_${(script.abi ?? '0.2.1').replaceAll('.', '_')}"))
    (global $free (mut i32) (i32.const 40000))
    (func $malloc (export "malloc") (param i32) (result i32)
      (global.get $free) (global.set $free (i32.add (global.get $free) (local.get 0))))
    ${script.more ?? ''}
    ${bodies.join('\n')})`);
}

class ScriptWriter {
  readonly #used = new Map<string, AbiFunction>();
  readonly #texts = new Map<string, number>();
  #next = 1024;

  callback(name: string, abi: '0.1.0' | '0.2.0' | '0.2.1', steps: readonly ScriptStep[], answer: number): string {
    const code = steps.map((step) => ('wat' in step ? step.wat : this.#call(step))).join('\n');
    const known = CALLBACKS.find((c) => c.name === name && c.versions.includes(abi));
    if (known === undefined) return `(func $${name} (export "${name}") ${code})`;
    const type = abiFunctionType(known);
    const results = type.results.length > 0 ? `(result i32)` : '';
    const parameters = `(param ${type.parameters.join(' ')})`;
    return `(func $${name} (export "${name}") ${parameters} ${results} ${code} ${results && `(i32.const ${answer})`})`;
  }

  imports(): string {
    return [...this.#used.values()]
      .map((f) => {
        const type = abiFunctionType(f);
        const module = f.module === 'env' ? 'env' : 'wasi_snapshot_preview1';
        const results = type.results.length > 0 ? '(result i32)' : '';
        return `(import "${module}" "${f.name}" (func $${f.name} (param ${type.parameters.join(' ')}) ${results}))`;
      })
      .join('\n');
  }

  data(): string {
    return [...this.#texts]
      .map(([text, at]) => {
        const bytes = [...text].map((c) => `\\${(c.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`).join('');
        return `(data (i32.const ${at}) "${bytes}")`;
      })
      .join('\n');
  }

  #call([name, ...args]: readonly [string, ...CallArgument[]]): string {
    const f = FUNCTIONS.get(name);
    if (f === undefined) throw new Error(`no host function ${name}`);
    this.#used.set(name, f);
    const call = `(call $${name} ${args.map((a) => this.#argument(a)).join(' ')})`;
    return abiFunctionType(f).results.length > 0 ? `(drop ${call})` : call;
  }

  #argument(argument: CallArgument): string {
    if (argument === OUT) return `(i32.const ${OUT_ADDRESS})`;
    if (typeof argument === 'bigint') return `(i64.const ${argument})`;
    if (typeof argument === 'number') return `(i32.const ${argument})`;
    if (typeof argument === 'string') return `(i32.const ${this.#place(argument)}) (i32.const ${argument.length})`;
    return typeof argument === 'object' ? `(i32.const ${this.#place(argument.at)})` : '';
  }

  #place(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const at = this.#next;
    this.#texts.set(text, at);
    this.#next += text.length + 8;
    return at;
  }
}
