// Files stay small: 400 lines at most. Functions are held to 80 lines by the linter.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './setup/paths.mjs';

const LIMIT = 400;
/** Tests are tables: they may be longer. */
const TEST_LIMIT = 600;

/** Named exemptions, each with its reason. */
const EXEMPT: Readonly<Record<string, string>> = {
  'packages/runtime/src/lua/lua-api.ts': 'a table of data: every object and method of the Lua API',
  'packages/lua/src/vm/interpreter.ts':
    'the interpreter loop is one function with one switch: that is what makes it fast',
};

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx', '*.mjs', '*.css'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && !Object.hasOwn(EXEMPT, file));

const tooLong = files.flatMap((file) => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const lines = text.split('\n').length - 1;
  // Pure data says so in its first line and may be as long as it is.
  const limit = /\.(test|spec)\.tsx?$/.test(file) ? TEST_LIMIT : LIMIT;
  return lines > limit && !text.startsWith('// Data:') ? [`${file}: ${lines} lines, the limit is ${limit}`] : [];
});
for (const line of tooLong) process.stdout.write(`${line}\n`);
process.exitCode = tooLong.length > 0 ? 1 : 0;
