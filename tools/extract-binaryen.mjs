// Takes binaryen's WebAssembly out of its JavaScript, where it stands as a text of 13 MB: into .cache/binaryen/binaryen.wasm, which
// the page fetches and compiles while it comes in, and .cache/binaryen/index.js, which waits for that module
// (apps/web/src/workers/binaryen-gate.ts). apps/web/vite/binaryen-alias.ts puts both in the place of the package.
// The layout of the package is checked at every step: after an update that changes it, this stops the build and says so.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, '.cache', 'binaryen');
const source = readFileSync(join(root, 'node_modules', 'binaryen', 'index.js'), 'utf8');
const stamp = createHash('sha256')
  .update(source)
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

if (!isDone()) {
  const { wasm, script } = extract(source);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, 'binaryen.wasm'), wasm);
  writeFileSync(join(target, 'index.js'), script);
  writeFileSync(join(target, 'stamp'), stamp);
}

function isDone() {
  const file = join(target, 'stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

function extract(text) {
  const start = onlyIndexOf(text, '`\\0asm');
  const end = endOfTemplate(text, start);
  const wasm = decode(text.slice(start, end));
  if (!WebAssembly.validate(wasm)) stop('what was taken out is no WebAssembly module');
  const rest = `${text.slice(0, start)}""${text.slice(end)}`;
  // The factory already asks for `instantiateWasm` before it uses the text.
  onlyIndexOf(rest, '.instantiateWasm;');
  const last = /var (\w+)=await (\w+)\(\),(\w+)=\1;export\{\3 as default\};\s*$/.exec(rest);
  if (last === null) stop('the end of the file is not the call of the factory');
  const script =
    `import { instantiateWasm } from 'chainwright-binaryen-gate';\n${rest.slice(0, last.index)}` +
    `export default await ${last[2]}({ instantiateWasm });\n`;
  return { wasm, script };
}

/** The package writes one character for each byte; only the part below 256 counts. */
function decode(template) {
  const characters = new Function(`return ${template}`)();
  return Uint8Array.from(characters, (character) => {
    const code = character.charCodeAt(0);
    return (~code >> 8) & code;
  });
}

function endOfTemplate(text, start) {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '`') return at + 1;
    else if (text[at] === '$' && text[at + 1] === '{') stop('the text of the module is put together from pieces');
  }
  return stop('the text of the module has no end');
}

function onlyIndexOf(text, wanted) {
  const at = text.indexOf(wanted);
  if (at < 0 || text.indexOf(wanted, at + 1) >= 0) stop(`there should be one ${JSON.stringify(wanted)}`);
  return at;
}

function stop(why) {
  throw new Error(`node_modules/binaryen is not laid out as tools/extract-binaryen.mjs expects: ${why}.`);
}
