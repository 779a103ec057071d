import type { SourcePlace } from '../trace/trace-event.ts';
import type { LoadedModule } from './module-cache.ts';
import { framesOf } from './trap.ts';

/** Finds where in the user's source a running module is. Offsets that were looked up once are remembered. */
export class SourcePlaces {
  readonly #module: LoadedModule;
  readonly #mapOffset: (offset: number) => SourcePlace | null;
  readonly #known = new Map<number, SourcePlace | null>();

  constructor(module: LoadedModule, mapOffset: (offset: number) => SourcePlace | null) {
    this.#module = module;
    this.#mapOffset = mapOffset;
  }

  /** Where the user's own code on the stack is; to be called out of a host function. */
  now(): SourcePlace | null {
    const places: (SourcePlace | null)[] = [];
    for (const { offset } of framesOf(new Error().stack ?? '')) {
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

/** The innermost place that is the user's own code; in a library when there is no other. */
export function ownPlace(places: readonly (SourcePlace | null)[]): SourcePlace | null {
  const known = places.filter((place) => place !== null);
  return known.find((place) => !isLibrary(place)) ?? known[0] ?? null;
}

/** Whether a place is in the standard library or the SDK. */
function isLibrary(place: SourcePlace): boolean {
  return place.id.startsWith('~lib/');
}
