// The first thing a compile worker imports. binaryen wants its WebAssembly while it is being imported, and a worker without network
// cannot fetch it: the page does, and hands the compiled module in. This holds binaryen until it is there.
import { readToCompiler } from './compiler.protocol.ts';

const arrived = new Promise<WebAssembly.Module>((resolve) => {
  const take = (event: MessageEvent<unknown>): void => {
    const message = readToCompiler(event.data);
    if (message?.type !== 'binaryen') return;
    removeEventListener('message', take);
    resolve(message.module);
  };
  addEventListener('message', take);
});

/**
 * What binaryen's script calls in place of compiling its own text (Emscripten's `Module.instantiateWasm`).
 *
 * @public called by the script that tools/extract-binaryen.mjs makes
 */
export function instantiateWasm(imports: WebAssembly.Imports, receive: (instance: WebAssembly.Instance) => void): void {
  arrived
    .then((module) => WebAssembly.instantiate(module, imports))
    .then(receive)
    .catch((error: unknown) => {
      // Thrown outside the promise: the page sees it as the worker's error.
      setTimeout(() => {
        throw error;
      });
    });
}
