import type { EnvoyLogLine } from '../process/log-line.ts';

// A refused update ends with one "Filesystem config update …" line; a listener's or cluster's own reason comes in a line before.
const UPDATE_REFUSED = /^Filesystem config update (?:rejected|failure): ([\s\S]*)$/;
const OWN_REASON =
  /^(?:lds: listener '[^']*' config rejected|cds: add\/update cluster '[^']*' failed|cds: cluster '[^']*' config rejected): ([\s\S]*)$/;
const FRAME = /^Error adding\/updating (?:listener|cluster)\(s\) [^:]*: /;

/** Whether a line says that an update of listeners or clusters was refused as a whole: the last word on it. */
export function isRefusal(line: EnvoyLogLine): boolean {
  return UPDATE_REFUSED.test(line.message);
}

/** Why Envoy refused, in its own text: the listener's or cluster's own reason where there is one. */
export function refusalText(lines: readonly EnvoyLogLine[]): string {
  const first = (pattern: RegExp): string | undefined =>
    lines.map((line) => pattern.exec(line.message)?.[1]).find((text) => text !== undefined);
  return stableText(first(OWN_REASON) ?? first(UPDATE_REFUSED)?.replace(FRAME, '') ?? 'refused without a reason');
}

/** Protobuf varies its error texts on purpose (white space, a prefix); an echo of our own input goes too. */
function stableText(text: string): string {
  return text
    .replace(/goo\.gle\/debug\w+/g, 'goo.gle/debug')
    .replace(/\): \{"version_info"[\s\S]*$/, ')')
    .trim();
}
