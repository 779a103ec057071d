import { base64ToBytes, bytesToBase64, textToBytes } from '@chainwright/runtime/http/byte-string';
import { LIMITS } from '@chainwright/runtime/server/limits';
import { deflateSync, Inflate } from 'fflate';
import { type Opened, refused } from './problem.ts';
import type { Project } from './project.ts';
import { openProject } from './project-file.ts';

const LINK_VERSION = '1';

/**
 * The fragment of a link that carries a whole project: `project=1.CRC32.DEFLATED`, the last part in base64url.
 * Problem code: `too-large`.
 */
export function writeShareLink(project: Project): Opened<string> {
  const bytes = textToBytes(JSON.stringify(project));
  if (bytes.length > LIMITS.shareLink) {
    return refused({
      code: 'too-large',
      path: '',
      message: `The project has ${bytes.length} bytes; a link carries at most ${LIMITS.shareLink}.`,
      hint: 'Download project.yaml and send the file instead.',
    });
  }
  const packed = bytesToBase64(deflateSync(bytes, { level: 9 }))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
  return { ok: true, value: `project=${LINK_VERSION}.${crc32(bytes).toString(16)}.${packed}` };
}

/** Whether a fragment (with or without `#`) claims to carry a project. */
export function isShareLink(fragment: string): boolean {
  return fragment.replace(/^#/, '').startsWith('project=');
}

/**
 * Opens the project of a link's fragment.
 * Problem codes: `newer-link`, `damaged-link`, `too-large`, and those of `openProject`.
 */
export function readShareLink(fragment: string): Opened<Project> {
  const [version, checksum, packed, ...rest] = fragment.replace(/^#?project=/, '').split('.');
  if (version !== LINK_VERSION) {
    return refused({
      code: version && /^\d+$/.test(version) ? 'newer-link' : 'damaged-link',
      path: '',
      message:
        version && /^\d+$/.test(version)
          ? `The link has version ${version}; this Chainwright reads version 1.`
          : 'This link does not hold a project.',
      hint: 'Ask for the link again, or for the project.yaml.',
    });
  }
  if (!checksum || !packed || rest.length > 0) return damaged();
  const inflated = inflateCapped(packed);
  if (inflated === 'too-large') {
    return refused({
      code: 'too-large',
      path: '',
      message: `The project in this link is larger than ${LIMITS.shareLink} bytes.`,
      hint: 'Ask for the project.yaml instead.',
    });
  }
  if (inflated === 'damaged' || crc32(inflated).toString(16) !== checksum) return damaged();
  try {
    return openProject(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(inflated)));
  } catch {
    return damaged();
  }
}

function damaged(): {
  readonly ok: false;
  readonly problems: readonly [{ code: string; path: string; message: string; hint: string }];
} {
  return {
    ok: false,
    problems: [
      {
        code: 'damaged-link',
        path: '',
        message: 'The link is damaged: probably a part of it was cut off.',
        hint: 'Copy the whole link again. Your own work was not touched.',
      },
    ],
  };
}

const INPUT_STEP = 4096;

/** Inflates in small steps and stops as soon as the output passes the limit. */
function inflateCapped(packed: string): Uint8Array<ArrayBuffer> | 'too-large' | 'damaged' {
  const pieces: Uint8Array[] = [];
  let total = 0;
  let finished = false;
  try {
    const input = base64ToBytes(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const inflate = new Inflate((piece, final) => {
      pieces.push(piece);
      total += piece.length;
      finished = final;
    });
    for (let at = 0; at < input.length && total <= LIMITS.shareLink; at += INPUT_STEP) {
      inflate.push(input.subarray(at, at + INPUT_STEP), at + INPUT_STEP >= input.length);
    }
  } catch {
    return 'damaged';
  }
  if (total > LIMITS.shareLink) return 'too-large';
  if (!finished) return 'damaged';
  const all = new Uint8Array(total);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** CRC-32 (IEEE 802.3) as an unsigned number. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
