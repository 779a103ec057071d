import type { HostFunction } from '../values/function.ts';
import { LuaTable } from '../values/table.ts';
import type { LuaValue } from '../values/value.ts';
import type { LuaState } from './lua-state.ts';
import { PerState } from './state-slot.ts';

/** A member of a library: a value all states share, a table (copied into each state), or one made per state. */
export type LibraryMember = LuaValue | PerState<LuaValue>;

type TablePatch = {
  readonly owner: number;
  readonly inArray: boolean;
  readonly place: number;
  readonly target: number;
};
type StatePatch = { readonly owner: number; readonly place: number; readonly make: (state: LuaState) => LuaValue };

/** The tables of one new state. */
export type StateTables = {
  readonly globals: LuaTable;
  /** `package.loaded`, also known as the registry's `_LOADED`. */
  readonly loaded: LuaTable;
  readonly stringMetatable: LuaTable | undefined;
};

/**
 * What every new state begins with: the global functions and libraries, built once. A state copies the tables (so that
 * scripts may change theirs) and shares the functions, which makes a new state cost microseconds.
 */
export class StateTemplate {
  /** The global table. `_G` is in it. */
  readonly globals = new LuaTable();
  /** `package.loaded`: every library registers itself here. */
  readonly loaded = new LuaTable();
  private readonly perState: { table: LuaTable; name: string; make: (state: LuaState) => LuaValue }[] = [];
  private readonly stringMetatable = new LuaTable();
  private plan: { tables: LuaTable[]; patches: TablePatch[]; statePatches: StatePatch[] } | null = null;

  constructor() {
    this.globals.setName('_G', this.globals);
    this.loaded.setName('_G', this.globals);
  }

  /** Adds global functions and values. */
  registerGlobals(members: Readonly<Record<string, LibraryMember>>): void {
    this.fill(this.globals, members);
  }

  /**
   * Adds a library: a global table of that name, also in `package.loaded`. The library `string` becomes the `__index` of
   * all strings.
   *
   * @param members values by name, or functions under their own names
   * @returns the library's table in this template
   */
  registerLibrary(name: string, members: Readonly<Record<string, LibraryMember>> | readonly HostFunction[]): LuaTable {
    const table = new LuaTable();
    if (Array.isArray(members)) {
      for (const member of members as readonly HostFunction[]) table.setName(member.name, member);
    } else {
      this.fill(table, members as Readonly<Record<string, LibraryMember>>);
    }
    this.globals.setName(name, table);
    this.loaded.setName(name, table);
    if (name === 'string') this.stringMetatable.setName('__index', table);
    this.plan = null;
    return table;
  }

  private fill(table: LuaTable, members: Readonly<Record<string, LibraryMember>>): void {
    this.plan = null;
    for (const [name, member] of Object.entries(members)) {
      if (member instanceof PerState) {
        // The place must exist; the value follows in each state.
        table.setName(name, false);
        this.perState.push({ table, name, make: member.make });
      } else {
        table.setName(name, member);
      }
    }
  }

  /** Makes the tables of a new state. */
  instantiate(state: LuaState): StateTables {
    this.plan ??= this.makePlan();
    const { tables, patches, statePatches } = this.plan;
    const copies: LuaTable[] = [];
    for (const table of tables) copies.push(table.clone());
    for (const patch of patches) {
      const owner = copies[patch.owner]!;
      (patch.inArray ? owner.array : owner.values)[patch.place] = copies[patch.target];
    }
    for (const patch of statePatches) copies[patch.owner]!.values[patch.place] = patch.make(state);
    return { globals: copies[0]!, loaded: copies[1]!, stringMetatable: copies[2] };
  }

  private makePlan(): { tables: LuaTable[]; patches: TablePatch[]; statePatches: StatePatch[] } {
    const tables = [this.globals, this.loaded, this.stringMetatable];
    const patches: TablePatch[] = [];
    const indexOf = (table: LuaTable): number => {
      const known = tables.indexOf(table);
      return known >= 0 ? known : tables.push(table) - 1;
    };
    for (let owner = 0; owner < tables.length; owner++) {
      const { array, values } = tables[owner]!;
      for (const [inArray, list] of [[true, array] as const, [false, values] as const]) {
        list.forEach((value, place) => {
          if (value instanceof LuaTable) patches.push({ owner, inArray, place, target: indexOf(value) });
        });
      }
    }
    const statePatches = this.perState.map(({ table, name, make }) => {
      return { owner: indexOf(table), place: table.shape.find(name), make };
    });
    return { tables, patches, statePatches };
  }
}
