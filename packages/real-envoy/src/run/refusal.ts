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

const EXCEPTION = /^Filesystem watch callback for '[^']*' threw exception: ([\s\S]*)$/;

/**
 * Whether a line says that loading the update threw what Envoy does not expect. Its file watcher survives that; a server that has
 * the same in its bootstrap, or gets it over gRPC, dies of it.
 */
export function isException(line: EnvoyLogLine): boolean {
  return EXCEPTION.test(line.message);
}

/** Why Envoy refused, in its own text: the listener's or cluster's own reason where there is one. */
export function refusalText(lines: readonly EnvoyLogLine[]): string {
  const first = (pattern: RegExp): string | undefined =>
    lines.map((line) => pattern.exec(line.message)?.[1]).find((text) => text !== undefined);
  return stableText(first(OWN_REASON) ?? first(UPDATE_REFUSED)?.replace(FRAME, '') ?? 'refused without a reason');
}

/**
 * What of a refusal says why. Protobuf varies its texts on purpose (white space, a prefix) and echoes our own input, the file's name and
 * places in it; PGV's texts begin with the whole message. All that goes.
 */
function stableText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/^[\s\S]*?(Proto constraint validation failed)/, '$1')
    .replace(/^in \S+\/[lc]ds\.json, /, '')
    .replace(/goo\.gle\/debug\w+\s*/g, '')
    .replace(/\): \{"version_info"[\s\S]*$/, ')')
    .replace(/envoy\.service\.discovery\.v3\.DiscoveryResponse @ resources\[0\]\.<any>\./g, '')
    .replace(/near \d+:\d+ \(offset \d+\): /g, '')
    .trim();
}
