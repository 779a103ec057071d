import address from 'assemblyscript/binaryen.wasm?url';

/** How much of the compiler has come in, in bytes. */
export type LoadProgress = (loaded: number, total: number) => void;

/** The size of the module before compression, for when the server does not tell it. Near enough for a progress text. */
const ABOUT = 8_900_000;

let loading: Promise<WebAssembly.Module> | null = null;

/**
 * binaryen's module, fetched and compiled once for all compile workers. A failed attempt is not kept: the next call tries again.
 */
export function loadBinaryen(onProgress: LoadProgress): Promise<WebAssembly.Module> {
  loading ??= load(onProgress).catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load(onProgress: LoadProgress): Promise<WebAssembly.Module> {
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const counted = response.body.pipeThrough(countBytes(onProgress));
  return WebAssembly.compileStreaming(new Response(counted, { headers: { 'content-type': 'application/wasm' } }));
}

function countBytes(onProgress: LoadProgress): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let loaded = 0;
  return new TransformStream({
    transform(chunk, controller) {
      loaded += chunk.length;
      onProgress(loaded, Math.max(loaded, ABOUT));
      controller.enqueue(chunk);
    },
  });
}
