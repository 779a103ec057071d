// Writes packages/filters/src/compile/sdk-sources.ts from the SDK's files in packages/filters/assembly, so that the compiler has
// their texts wherever it runs: Node, a worker, a browser. Run it after every change of the SDK; a test fails when it was forgotten.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const sdk = new URL('../packages/filters/assembly/', import.meta.url);
const target = new URL('../packages/filters/src/compile/sdk-sources.ts', import.meta.url);

/** The text as a literal in the quotes that need fewer escapes, as the formatter wants it. */
function literal(text) {
  const count = (quote) => text.split(quote).length;
  const inDouble = JSON.stringify(text);
  if (count("'") > count('"')) return inDouble;
  return `'${inDouble.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

const names = readdirSync(sdk).filter((name) => name.endsWith('.ts'));
const entries = names.toSorted().map((name) => {
  const text = readFileSync(new URL(name, sdk), 'utf8').replaceAll('\r\n', '\n');
  return `  '${name}':\n    ${literal(text)},\n`;
});

writeFileSync(
  target,
  `// Generated from packages/filters/assembly by tools/generate-sdk-sources.mjs. Do not edit.

/** The texts of the AssemblyScript SDK by file name. A filter imports them as \`"chainwright"\` (or \`"chainwright/<file>"\`). */
export const SDK_SOURCES: Readonly<Record<string, string>> = {
${entries.join('')}};
`,
);
