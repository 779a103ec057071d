import type { SourcePlace } from '../trace/trace-event.ts';
import type { LoadedModule } from './module-cache.ts';
import { framesOf } from './trap.ts';

/** A function as a module imports it. */
export type HostImport = (...args: never[]) => unknown;

/** Looking at the stack costs some microseconds: in a run of very many host calls only so many have a place. */
const MOST_LOOKS = 10_000;

/**
 * Finds where in the user's source a running module is: once for each host call, whatever it makes happen. Offsets that
 * were looked up are remembered.
 */
export class SourcePlaces {
  readonly #module: LoadedModule;
  readonly #mapOffset: (offset: number) => SourcePlace | null;
  readonly #known = new Map<number, SourcePlace | null>();
  #looks = 0;
  #lookedAt = -1;
  #last: SourcePlace | null = null;

  constructor(module: LoadedModule, mapOffset: (offset: number) => SourcePlace | null) {
    this.#module = module;
    this.#mapOffset = mapOffset;
  }

  /**
   * Where the user's own code on the stack is; to be called out of a host call, with its number and the function that the
   * module has called.
   */
  now(hostCall: number, imported: HostImport | null): SourcePlace | null {
    if (hostCall === this.#lookedAt) return this.#last;
    this.#lookedAt = hostCall;
    this.#last = this.#looks++ < MOST_LOOKS ? this.#look(imported) : null;
    return this.#last;
  }

  #look(imported: HostImport | null): SourcePlace | null {
    const places: (SourcePlace | null)[] = [];
    for (const offset of offsetsBelow(imported)) {
      const place = this.#placeOf(offset);
      if (place !== null && !isLibrary(place)) return place;
      places.push(place);
    }
    return ownPlace(places);
  }

  #placeOf(offset: number): SourcePlace | null {
    const known = this.#known.get(offset);
    if (known !== undefined) return known;
    const place = this.#mapOffset(this.#module.originalOffset(offset));
    this.#known.set(offset, place);
    return place;
  }
}

/** Frames of the module that are looked at. */
const FRAMES = 16;

/** A frame as V8 gives it before it is made text. */
type CallSite = { getPosition?(): number; getScriptNameOrSourceURL?(): string | null };

type StackErrors = {
  stackTraceLimit?: number;
  prepareStackTrace?: unknown;
  captureStackTrace?: (holder: object, above: HostImport) => void;
};

/**
 * Offsets of the module's frames below a function. V8 gives frames without making text of them, which is what costs most;
 * of other engines the text is read.
 */
function offsetsBelow(imported: HostImport | null): readonly number[] {
  const errors = Error as StackErrors;
  if (imported === null || errors.captureStackTrace === undefined) {
    return framesOf(new Error().stack ?? '').map((frame) => frame.offset);
  }
  const { stackTraceLimit, prepareStackTrace } = errors;
  const holder: { stack?: unknown } = {};
  errors.stackTraceLimit = FRAMES;
  errors.prepareStackTrace = (_: unknown, sites: readonly CallSite[]) => sites;
  errors.captureStackTrace(holder, imported);
  const { stack } = holder;
  errors.prepareStackTrace = prepareStackTrace;
  errors.stackTraceLimit = stackTraceLimit ?? FRAMES;
  return Array.isArray(stack) ? offsetsOf(stack as readonly CallSite[]) : framesOf(String(stack)).map((f) => f.offset);
}

function offsetsOf(sites: readonly CallSite[]): readonly number[] {
  const offsets: number[] = [];
  for (const site of sites) {
    // Behind the module's frames come those of the host that called it.
    if (site.getScriptNameOrSourceURL?.()?.startsWith('wasm:') !== true) break;
    offsets.push(site.getPosition?.() ?? 0);
  }
  return offsets;
}

/** The innermost place that is the user's own code; in a library when there is no other. */
export function ownPlace(places: readonly (SourcePlace | null)[]): SourcePlace | null {
  const known = places.filter((place) => place !== null);
  return known.find((place) => !isLibrary(place)) ?? known[0] ?? null;
}

/** Whether a place is in the standard library or the SDK. */
function isLibrary(place: SourcePlace): boolean {
  return place.id.startsWith('~lib/');
}
