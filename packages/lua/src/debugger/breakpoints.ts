import type { Prototype } from '../compiler/prototype.ts';
import { ProbeSet, withChildren } from './probe-set.ts';

/** What a user asks for. */
export type BreakpointRequest = {
  /** Counted from 1. */
  readonly line: number;
  /** A Lua expression; the run stops only where it is true. */
  readonly condition?: string;
  /** The run stops from this visit on, counted from 1. */
  readonly hitCount?: number;
  /** Text to log instead of stopping; `{expression}` is replaced by its value. */
  readonly log?: string;
};

/** A request and where it came to lie. */
export type Breakpoint = {
  readonly request: BreakpointRequest;
  /** The line of the statement it stands on: the first at or after the wanted one. 0: there is none. */
  readonly line: number;
  visits: number;
};

/** The breakpoints of all chunks of a state. */
export class Breakpoints {
  private readonly probes = new ProbeSet();
  private readonly byPlace = new Map<Prototype, Map<number, Breakpoint>>();

  /** Replaces the breakpoints of a chunk. */
  set(main: Prototype, requests: readonly BreakpointRequest[]): Breakpoint[] {
    const prototypes = withChildren(main);
    for (const prototype of prototypes) {
      for (const pc of this.byPlace.get(prototype)?.keys() ?? []) this.probes.remove(prototype, pc);
      this.byPlace.delete(prototype);
    }
    return requests.map((request) => this.add(prototypes, request));
  }

  private add(prototypes: readonly Prototype[], request: BreakpointRequest): Breakpoint {
    let best: { prototype: Prototype; pc: number; line: number } | null = null;
    for (const prototype of prototypes) {
      for (const { pc, line } of prototype.statements) {
        // Of several statements on the line the first counts; an inner function comes after the one around it.
        if (line >= request.line && (best === null || line < best.line)) best = { prototype, pc, line };
      }
    }
    const breakpoint: Breakpoint = { request, line: best?.line ?? 0, visits: 0 };
    if (best !== null) {
      let places = this.byPlace.get(best.prototype);
      if (places === undefined) {
        places = new Map();
        this.byPlace.set(best.prototype, places);
      }
      places.set(best.pc, breakpoint);
      this.probes.place(best.prototype, best.pc);
    }
    return breakpoint;
  }

  at(prototype: Prototype, pc: number): Breakpoint | undefined {
    return this.byPlace.get(prototype)?.get(pc);
  }

  clear(): void {
    this.probes.clear();
    this.byPlace.clear();
  }
}
