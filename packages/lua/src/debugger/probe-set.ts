import type { Prototype, StatementStart } from '../compiler/prototype.ts';

/** A prototype and those of the functions in it, outermost first. */
export function withChildren(main: Prototype): Prototype[] {
  const all = [main];
  // The list grows while it is walked.
  for (const prototype of all) all.push(...prototype.children);
  return all;
}

/** The probes one watcher has placed. */
export class ProbeSet {
  private readonly placed = new Map<Prototype, Set<number>>();

  place(prototype: Prototype, pc: number): void {
    let pcs = this.placed.get(prototype);
    if (pcs === undefined) {
      pcs = new Set();
      this.placed.set(prototype, pcs);
    }
    if (pcs.has(pc)) return;
    pcs.add(pc);
    prototype.addProbe(pc);
  }

  remove(prototype: Prototype, pc: number): void {
    if (this.placed.get(prototype)?.delete(pc) === true) prototype.removeProbe(pc);
  }

  has(prototype: Prototype, pc: number): boolean {
    return this.placed.get(prototype)?.has(pc) === true;
  }

  /** Takes all of them back. */
  clear(): void {
    for (const [prototype, pcs] of this.placed) for (const pc of pcs) prototype.removeProbe(pc);
    this.placed.clear();
  }
}

/** The statements that begin with an instruction: several when inner ones begin where the outer one does. */
export function statementsAt(prototype: Prototype, pc: number): StatementStart[] {
  return prototype.statements.filter((statement) => statement.pc === pc);
}
