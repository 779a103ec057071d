import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Modules by the hash of their content, as files. The oldest unused ones go when the store grows too large. */
export class ModuleStore {
  readonly #folder: string;
  readonly #maxBytes: number;

  constructor(folder: string, maxBytes = 512 * 1024 * 1024) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Stores a module; answers its sha256 in hexadecimal. */
  async put(bytes: Uint8Array): Promise<string> {
    const sha256 = hashOf(bytes);
    await mkdir(this.#folder, { recursive: true });
    const path = this.#path(sha256);
    const partial = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.part`;
    try {
      await writeFile(partial, bytes);
      await rename(partial, path);
    } catch (error) {
      await unlink(partial).catch(() => undefined);
      throw error;
    }
    await this.#evict(sha256);
    return sha256;
  }

  /** The module, or null when it is not (or no longer) here. A file that was damaged on the disk is not it. */
  async get(sha256: string): Promise<Buffer<ArrayBuffer> | null> {
    if (!/^[0-9a-f]{64}$/.test(sha256)) return null;
    const path = this.#path(sha256);
    const bytes = await unlessGone(readFile(path));
    if (!bytes) return null;
    if (hashOf(bytes) !== sha256) {
      await unlessGone(unlink(path));
      return null;
    }
    const now = new Date();
    // Only for the order in which modules go; a store that may not be written still serves.
    await utimes(path, now, now).catch(() => undefined);
    return bytes;
  }

  #path(sha256: string): string {
    return join(this.#folder, `${sha256}.wasm`);
  }

  async #evict(keep: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.wasm'));
    const files = await Promise.all(
      names.map(async (name) => {
        const found = await unlessGone(stat(join(this.#folder, name)));
        return { name, size: found?.size ?? 0, mtimeMs: found?.mtimeMs ?? 0 };
      }),
    );
    let total = files.reduce((sum, f) => sum + f.size, 0);
    for (const file of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= this.#maxBytes) return;
      if (file.name.startsWith(keep)) continue;
      await unlessGone(unlink(join(this.#folder, file.name)));
      total -= file.size;
    }
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Null when the file is not there: another request may have removed it at any time. */
async function unlessGone<T>(done: Promise<T>): Promise<T | null> {
  try {
    return await done;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
