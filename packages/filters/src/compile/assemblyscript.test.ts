import asc from 'assemblyscript/asc';
import { describe, expect, test } from 'vitest';
import {
  AssemblyScriptCompiler,
  type AssemblyScriptOptions,
  ENTRY_PATH,
  type ProgramPlan,
  planProgram,
  sdkFile,
} from './assemblyscript.ts';
import { parseFile } from './ast-cache.ts';
import type { CompileResult } from './diagnostic.ts';
import { GALLERY_SOURCES, gallerySource } from './testing/gallery-source.ts';

const compiler = new AssemblyScriptCompiler();

function compileText(text: string, options: AssemblyScriptOptions = {}): CompileResult {
  return compiler.compile({ name: 'filter', files: { 'index.ts': text } }, options);
}

const HELLO = `
import { Action, Stream, register } from "chainwright";
class Hello extends Stream {
  onRequestHeaders(end: bool): Action {
    this.request.headers.add("x-hello", "there");
    return Action.Continue;
  }
}
register<Hello>();
`;

/** A filter that speaks the ABI by itself. */
const RAW = `
@external("env", "proxy_log") declare function log(level: u32, text: usize, size: usize): u32;
export function proxy_abi_version_0_2_1(): void {}
export function malloc(size: usize): usize { return heap.alloc(size); }
export function proxy_on_context_create(id: u32, parent: u32): void {
  const text = String.UTF8.encode("context " + id.toString());
  log(2, changetype<usize>(text), text.byteLength);
}
`;

describe('a module', () => {
  test('exports only the callbacks that its classes have, and imports only what it reaches', () => {
    const module = new WebAssembly.Module(compileText(HELLO).wasm!);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual([
      'malloc',
      'proxy_abi_version_0_2_1',
      'proxy_on_context_create',
      'proxy_on_vm_start',
      'proxy_on_delete',
      'proxy_on_request_headers',
      'memory',
      '_initialize',
    ]);
    expect(
      WebAssembly.Module.imports(module)
        .map(({ module: from, name }) => `${from}.${name}`)
        .toSorted(),
    ).toEqual([
      'env.proxy_add_header_map_value',
      'env.proxy_get_buffer_bytes',
      'env.proxy_get_log_level',
      'env.proxy_get_property',
      'env.proxy_log',
    ]);
  });

  test('finds callbacks in every file and in namespaces', () => {
    const { wasm, diagnostics } = compiler.compile({
      name: 'filter',
      files: {
        'index.ts':
          'import { Base } from "./lib/base";\nimport { register } from "chainwright";\nclass Mine extends Base {}\nregister<Mine>();',
        'lib/base.ts':
          'import { Inner } from "./inner/index";\nexport class Base extends Inner.Stream2 { onLog(): void {} }',
        'lib/inner/index.ts':
          'import { Action, Stream } from "chainwright";\nexport namespace Inner { export class Stream2 extends Stream { onResponseTrailers(): Action { return Action.Continue; } } }',
        'unused.ts': 'this is not even a program',
      },
    });
    expect(diagnostics).toEqual([]);
    const names = WebAssembly.Module.exports(new WebAssembly.Module(wasm!)).map(({ name }) => name);
    expect(names).toContain('proxy_on_log');
    expect(names).toContain('proxy_on_response_trailers');
    expect(names).not.toContain('proxy_on_request_headers');
  });

  test('may speak the ABI by itself', () => {
    const { wasm, diagnostics } = compileText(RAW);
    expect(diagnostics).toEqual([]);
    const module = new WebAssembly.Module(wasm!);
    expect(new Set(WebAssembly.Module.imports(module).map(({ name }) => name))).toEqual(new Set(['proxy_log']));
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['malloc', 'proxy_abi_version_0_2_1', 'proxy_on_context_create', 'memory', '_initialize']),
    );
  });

  test.each([
    'performance.now()',
    'Date.now()',
    'Math.random()',
    'console.log("a")',
    'trace("a", 1, 2)',
    'assert(end, "no")',
  ])('asks the host for nothing but the ABI: %s', (expression) => {
    const { wasm, diagnostics } = compileText(HELLO.replace('return', `${expression};\n return`));
    expect(diagnostics).toEqual([]);
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(wasm!));
    expect(imports.filter(({ module, name }) => module !== 'env' || !name.startsWith('proxy_'))).toEqual([]);
  });

  test('has names and a source map at level 0 and neither when it is exported', () => {
    const typing = compileText(HELLO);
    const exported = compileText(HELLO, { optimizeLevel: 3, shrinkLevel: 1 });
    const sections = (wasm: Uint8Array<ArrayBuffer>): number =>
      WebAssembly.Module.customSections(new WebAssembly.Module(wasm), 'name').length;
    expect(sections(typing.wasm!)).toBe(1);
    expect(JSON.parse(typing.sourceMap!).sources).toContain('filter/index.ts');
    expect(sections(exported.wasm!)).toBe(0);
    expect(exported.sourceMap).toBeNull();
    expect(exported.wasm!.length).toBeLessThan(typing.wasm!.length / 2);
  });
});

describe('the bytes are those of asc itself', () => {
  const settings: { label: string; options: AssemblyScriptOptions; flags: string[] }[] = [
    { label: 'typing', options: {}, flags: ['-O0', '--debug', '--sourceMap', 'module.wasm.map'] },
    {
      label: 'export',
      options: { optimizeLevel: 3, shrinkLevel: 1 },
      flags: ['--optimizeLevel', '3', '--shrinkLevel', '1'],
    },
  ];
  const programs = [...GALLERY_SOURCES.map((name) => [name, gallerySource(name)] as const), ['raw', RAW] as const];

  test.each(settings)('$label', { timeout: 120_000 }, async ({ options, flags }) => {
    for (const [name, text] of programs) {
      const expected = await runAsc(text, flags);
      const first = compileText(text, options);
      const again = compileText(text, options);
      expect(first.diagnostics, name).toEqual([]);
      expect(Buffer.compare(first.wasm!, expected.wasm), `${name}, first`).toBe(0);
      expect(Buffer.compare(again.wasm!, expected.wasm), `${name}, from the cache`).toBe(0);
      expect(mapped(first.sourceMap) === mapped(expected.sourceMap), `${name}, source map`).toBe(true);
    }
  });

  /** asc adds the texts of the files, which we have anyway. */
  function mapped(map: string | null): string {
    if (map === null) return '';
    const { sources, mappings } = JSON.parse(map);
    return JSON.stringify([sources, mappings]);
  }

  /** Compiles with asc's own command line, which parses everything anew. */
  async function runAsc(text: string, flags: string[]): Promise<{ wasm: Uint8Array; sourceMap: string | null }> {
    const plan: ProgramPlan = planProgram(
      'filter',
      'index.ts',
      new Map([['filter/index', parseFile(text, 'filter/index.ts', false)]]),
    );
    const files = new Map([
      [ENTRY_PATH, plan.entryText],
      ['filter/index.ts', text],
    ]);
    const written = new Map<string, string | Uint8Array>();
    const argv = [ENTRY_PATH, '-o', 'module.wasm', '--runtime', plan.runtime, '--exportStart', '_initialize', ...flags];
    for (const [alias, name] of plan.aliases) argv.push('--use', `${alias}=${name}`);
    const { error, stderr } = await asc.main(argv, {
      readFile: (path) =>
        files.get(path) ?? sdkFile(path.replace(/^(\.\/)?node_modules\//, '').replace(/\.ts$/, '')) ?? null,
      writeFile: (path, contents) => {
        written.set(path, contents);
      },
      listFiles: () => [],
    });
    expect(error, stderr.toString()).toBeNull();
    const map = written.get('module.wasm.map');
    return { wasm: written.get('module.wasm') as Uint8Array, sourceMap: map === undefined ? null : String(map) };
  }
});

describe('errors', () => {
  const broken = (line: string): string => HELLO.replace('return Action', `${line}\n    return Action`);

  test.each([
    [
      'an unknown method',
      'this.request.headers.delete("a");',
      'TS2339',
      "Property 'delete' does not exist on type 'HeaderMap'.",
      [26, 32],
    ],
    ['a wrong type', 'let a: u32 = "1";', 'TS2322', "Type 'String' is not assignable to type 'u32'.", [18, 21]],
    ['a name', 'nope();', 'TS2304', "Cannot find name 'nope'.", [5, 9]],
    ['syntax', 'let = 5;', 'TS1003', 'Identifier expected.', null],
  ])('%s is told with its range', (_, line, code, message, columns) => {
    const { wasm, diagnostics, compilerFailed } = compileText(broken(line));
    expect(wasm).toBeNull();
    expect(compilerFailed).toBe(false);
    expect(diagnostics[0]).toMatchObject({
      severity: 'error',
      code,
      source: 'filter/index.ts',
      range: { startLine: 6, endLine: 6 },
    });
    expect(diagnostics[0]!.message).toBe(message);
    if (columns !== null)
      expect([diagnostics[0]!.range!.startColumn, diagnostics[0]!.range!.endColumn]).toEqual(columns);
  });

  test('in another file name that file', () => {
    const files = {
      'index.ts': 'import { twice } from "./math";\nexport function run(): i32 { return twice(2); }',
      'math.ts': 'export function twice(a: i32): i32 {\n  return a * "2";\n}',
    };
    const { diagnostics } = compiler.compile({ name: 'filter', files });
    expect(diagnostics[0]).toMatchObject({ source: 'filter/math.ts', range: { startLine: 2 } });
  });

  test('a missing file is told where it is imported', () => {
    const { diagnostics } = compileText('\nimport { a } from "./other";\nexport const b = a;');
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({
      code: 'TS6054',
      source: 'filter/index.ts',
      range: { startLine: 2, startColumn: 19 },
    });
    expect(diagnostics[0]!.hint).toBeDefined();
  });

  test.each([
    'constructor',
    '__proto__',
    'chainwright/nope',
    'chainwright/constructor',
    '@kong/proxy-wasm-sdk',
    '../../etc/passwd',
  ])('an import of "%s" is a missing file', (path) => {
    const { diagnostics, compilerFailed } = compileText(`import { a } from "${path}";\nexport const b = a;`);
    expect(compilerFailed).toBe(false);
    expect(diagnostics[0]).toMatchObject({ code: 'TS6054', source: 'filter/index.ts' });
  });

  test('several files need an index.ts', () => {
    const { diagnostics } = compiler.compile({ name: 'filter', files: { 'a.ts': '', 'b.ts': '' } });
    expect(diagnostics[0]).toMatchObject({ code: 'no-entry', source: null });
  });

  test.each([
    ['let a = 1; const f = (): i32 => a; f();', 'no closures'],
    ['try { assert(end); } catch (e) {}', 'Nothing can be caught'],
    ['for (const a of [1]) trace(a.toString());', 'Count instead'],
    ['const token: string = this.request.headers.find("a");', 'if (value !== null)'],
    ['const a: any = 1;', 'exact type'],
    ['const half: i32 = 0.5 * <f64>2;', '<i32>value'],
  ])('what is different from TypeScript comes with a hint: %s', (line, hint) => {
    const { diagnostics } = compileText(broken(line));
    expect(diagnostics.map((one) => one.hint ?? '').join('\n')).toContain(hint);
  });

  test('warnings come with a module', () => {
    const { wasm, diagnostics } = compileText(
      `${HELLO}\nexport const pointer: usize = load<usize>(0) + (<i32>1.5 as i32);`,
    );
    expect(wasm).not.toBeNull();
    expect(diagnostics.every(({ severity }) => severity !== 'error')).toBe(true);
  });
});

describe('bad input is answered with a diagnostic, and the next program compiles', () => {
  test.each([
    ['a source of 1 MB', 'let a = 1;'.repeat(100_000), 'source-too-large'],
    [
      'generics without end',
      'class A<T> { b: A<A<T>> | null = null; }\nexport function run(): A<i32> { return new A<i32>(); }',
      null,
    ],
    [
      'a generic function without end',
      'class B<T> {}\nfunction f<T>(n: i32): i32 { return f<B<T>>(n); }\nexport function run(): i32 { return f<i32>(1); }',
      null,
    ],
    ['deep nesting', `export const a = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`, null],
    ['a long expression', `export const a = ${'1+'.repeat(60_000)}1;`, null],
    ['a class that is its own parent', 'export class A extends A {}', null],
    ['no text', '\0\uFFFF\uD800', null],
    ['regular expressions', 'export const a = /a/;', null],
  ])('%s', { timeout: 30_000 }, (_, text, code) => {
    const own = new AssemblyScriptCompiler();
    const { wasm, diagnostics } = own.compile({ name: 'filter', files: { 'index.ts': text } });
    expect(wasm).toBeNull();
    expect(diagnostics[0]!.severity).toBe('error');
    if (code !== null) expect(diagnostics[0]!.code).toBe(code);
    expect(compileText(HELLO).wasm).not.toBeNull();
  });

  test('an empty source is a module without anything to do', () => {
    const { wasm, diagnostics } = compileText('');
    expect(diagnostics).toEqual([]);
    expect(WebAssembly.validate(wasm!)).toBe(true);
  });
});
