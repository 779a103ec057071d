// Compiles sources away from the page. Started by compiler.client.ts; served with a policy that leaves it no network and no storage
// (decision 13; AssemblyScript itself fetches a `data:` address while it loads, hence `connect-src data:`).
import './binaryen-gate.ts';
import { wasmArtifact } from '@chainwright/filters/compile/artifact';
import { AssemblyScriptCompiler } from '@chainwright/filters/compile/assemblyscript';
import type { CompileResult } from '@chainwright/filters/compile/diagnostic';
import { compileWat } from '@chainwright/filters/compile/wat';
import { type CompilePurpose, type CompileRequest, type FromCompiler, readToCompiler } from './compiler.protocol.ts';
import { messageTurn } from './message-turn.ts';
import { WARM_UP_SOURCE } from './warm-up-source.ts';

/** V8 needs about this many compilations until the compiler runs at full speed. */
const WARM_UP_RUNS = 10;
const OPTIONS = { run: {}, export: { optimizeLevel: 3, shrinkLevel: 1, debug: false } } as const;

const compiler = new AssemblyScriptCompiler();
/** Requests that have not begun: the newest for each name, in the order of the names' first request. */
const waiting = new Map<string, CompileRequest>();
let compiled = 0;
let busy = false;

addEventListener('message', (event: MessageEvent<unknown>) => {
  const message = readToCompiler(event.data);
  if (message?.type !== 'compile') return;
  waiting.set(`${message.purpose} ${message.name}`, message);
  if (!busy) void work();
});
send({ type: 'ready' });
void work();

/** Compiles what waits, then warms up, one compilation at a time so that newer messages come in between. */
async function work(): Promise<void> {
  busy = true;
  await messageTurn();
  while (waiting.size > 0 || compiled < WARM_UP_RUNS) {
    const [next] = waiting;
    if (next === undefined) {
      compiler.compile({ name: 'warm-up', files: { 'index.ts': WARM_UP_SOURCE } });
    } else {
      waiting.delete(next[0]);
      await answer(next[1]);
    }
    compiled++;
    await messageTurn();
  }
  busy = false;
}

async function answer(request: CompileRequest): Promise<void> {
  send({ type: 'begun', runId: request.runId });
  const result = await compile(request);
  const artifact = wasmArtifact(request.name, result);
  const message: FromCompiler = {
    type: 'compiled',
    runId: request.runId,
    artifact,
    compilerFailed: result.compilerFailed,
  };
  send(message, artifact.wasm === null ? [] : [artifact.wasm.buffer]);
}

async function compile({ name, source, purpose }: CompileRequest): Promise<CompileResult> {
  if ('wat' in source) return compileWat(name, source.wat);
  return compileAssemblyScript(name, source.assemblyscript.files, purpose);
}

function compileAssemblyScript(name: string, files: Record<string, string>, purpose: CompilePurpose): CompileResult {
  return compiler.compile({ name, files }, OPTIONS[purpose]);
}

function send(message: FromCompiler, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
