import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Everything that scripts make stands here. */
export const CACHE = join(ROOT, '.cache');
