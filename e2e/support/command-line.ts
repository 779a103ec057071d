import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MAIN = join(import.meta.dirname, '..', '..', 'apps', 'cli', 'src', 'main.ts');
const run = promisify(execFile);

/** Runs `chainwright` on the text of a project.yaml, which stands where `arguments_` say `PROJECT`. Returns what it prints. */
export async function commandLine(project: string, ...arguments_: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'chainwright-story-'));
  try {
    const file = join(folder, 'story.project.yaml');
    await writeFile(file, project);
    const args = [MAIN, ...arguments_.map((one) => (one === 'PROJECT' ? file : one))];
    const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}
