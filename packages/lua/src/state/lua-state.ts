import { compile } from '../compiler/compile.ts';
import type { Prototype } from '../compiler/prototype.ts';
import type { Debugger } from '../debugger/debugger.ts';
import type { UserdataClass } from '../host/userdata-class.ts';
import { standardTemplate } from '../library/standard-template.ts';
import { allocate, SIZE } from '../values/allocation.ts';
import { Cell } from '../values/cell.ts';
import { Coroutine } from '../values/coroutine.ts';
import { LuaFunction } from '../values/function.ts';
import { LuaTable } from '../values/table.ts';
import { Userdata } from '../values/userdata.ts';
import { type LuaTypeName, type LuaValue, typeName } from '../values/value.ts';
import { Machine, STATUS } from '../vm/machine.ts';
import { innermostLine } from '../vm/positions.ts';
import { LuaThread } from './lua-thread.ts';
import type { LuaBudgets, LuaClock, LuaStateOptions } from './state-options.ts';
import type { StateSlot } from './state-slot.ts';
import type { StateTemplate } from './state-template.ts';

const STOPPED_CLOCK: LuaClock = { now: () => 0, cpu: () => 0 };

/**
 * One Lua VM (lua_State with its global state): global variables, metatables, budgets. Scripts of one state share
 * everything; states share nothing. One thread of a state runs at a time.
 */
export class LuaState {
  /** The table new chunks see as their globals. `setfenv(0, t)` replaces it. */
  globals: LuaTable;
  /** `package.loaded`. */
  readonly loaded: LuaTable;
  /** The registry that `debug.getregistry` shows. */
  readonly registry: LuaTable;
  readonly clock: LuaClock;
  readonly options: LuaStateOptions;
  /** What the state began with. */
  readonly template: StateTemplate;
  /** @internal */
  readonly machine: Machine;
  /** The metatables that `debug.setmetatable` gave to types that have one for all values. Strings: see `machine`. */
  readonly typeMetatables = new Map<LuaTypeName, LuaTable>();
  private readonly classMetatables = new Map<UserdataClass<unknown>, LuaTable>();
  private readonly slots = new Map<StateSlot<unknown>, unknown>();
  private readonly addresses = new WeakMap<object, number>();
  private readonly identities = new WeakMap<object, Userdata>();
  private lastAddress = 0x41000000;
  /** Threads that are suspended or stopped: what they hold is alive. @internal */
  readonly waitingThreads = new Set<LuaThread>();
  /** Every userdata of `newproxy` that may have a `__gc`, oldest first. @internal */
  proxies: Userdata[] = [];
  /** The debugger that watches this state. */
  debugger: Debugger | null = null;

  /**
   * @param template what the state begins with; default: everything Envoy's Lua has ({@link standardTemplate})
   */
  constructor(options: LuaStateOptions = {}, template: StateTemplate = standardTemplate()) {
    this.options = options;
    this.template = template;
    this.clock = options.clock ?? STOPPED_CLOCK;
    this.machine = new Machine(this);
    const tables = template.instantiate(this);
    this.globals = tables.globals;
    this.loaded = tables.loaded;
    this.machine.stringMetatable = tables.stringMetatable;
    this.registry = new LuaTable();
    this.registry.setName('_LOADED', tables.loaded);
    this.setBudgets(options.budgets ?? {});
  }

  /**
   * Compiles a chunk and makes it a function in this state's globals.
   *
   * @param source a byte string
   * @param chunkName as for `load`: `=name`, `@file`, else the source itself; default: the source, as Envoy does
   * @throws LuaError with LuaJIT's syntax-error text
   */
  load(source: string, chunkName: string = source): LuaFunction {
    return this.instantiate(compile(source, chunkName));
  }

  /** Makes a compiled chunk a function in this state's globals. A prototype may be used in many states. */
  instantiate(prototype: Prototype): LuaFunction {
    this.debugger?.addChunk(prototype);
    // Only what string.dump has written has upvalues; they begin as nil.
    const cells = prototype.upvalues.map(() => new Cell(undefined));
    return new LuaFunction(prototype, cells, this.globals);
  }

  /**
   * Makes a thread to run functions on.
   *
   * @param options.main true: `coroutine.running()` says so, and a bare `coroutine.yield` is an error, as in the main
   *   thread of a Lua program; false (default): as in the coroutine that Envoy starts a handler in
   */
  newThread(options: { readonly main?: boolean } = {}): LuaThread {
    return new LuaThread(this, new Coroutine(undefined, options.main === true));
  }

  /** Makes an empty table, counted against the memory budget. */
  newTable(): LuaTable {
    allocate(SIZE.table);
    return new LuaTable();
  }

  /** Makes a userdata of a class around a payload. Each call makes a new identity. */
  newUserdata<T>(userdataClass: UserdataClass<T>, payload: T): Userdata {
    allocate(SIZE.userdata);
    const userdata = new Userdata(this.metatableOf(userdataClass), payload);
    userdata.userdataClass = userdataClass;
    return userdata;
  }

  /** The metatable that this state's instances of a class have; scripts may read and change it. */
  metatableOf<T>(userdataClass: UserdataClass<T>): LuaTable {
    const key = userdataClass as UserdataClass<unknown>;
    let metatable = this.classMetatables.get(key);
    if (metatable === undefined) {
      metatable = new LuaTable();
      metatable.setName('__index', metatable);
      for (const [name, member] of userdataClass.members) metatable.setName(name, member);
      this.classMetatables.set(key, metatable);
    }
    return metatable;
  }

  /** What a library keeps in this state; made at the first use. */
  slot<T>(slot: StateSlot<T>): T {
    const key = slot as StateSlot<unknown>;
    if (!this.slots.has(key)) this.slots.set(key, slot.create(this));
    return this.slots.get(key) as T;
  }

  /** A userdata that stands for an object scripts must not see; always the same one (light userdata). */
  identityOf(object: object): Userdata {
    let identity = this.identities.get(object);
    if (identity === undefined) {
      identity = new Userdata(undefined, object);
      this.identities.set(object, identity);
    }
    return identity;
  }

  /** The made-up address of an object, for `tostring(t)` and `%p`: eight bytes apart, the same in every run. */
  addressOf(object: object): number {
    let address = this.addresses.get(object);
    if (address === undefined) {
      const { random } = this.options;
      const step = random === undefined ? 40 : 8 + 8 * Math.floor(random() * 32);
      address = this.lastAddress + step;
      this.lastAddress = address;
      this.addresses.set(object, address);
    }
    return address;
  }

  /** Sets what the scripts may use from now on; an absent figure means no limit. */
  setBudgets(budgets: LuaBudgets): void {
    this.machine.setBudgets(budgets);
  }

  /** Instruction units used since the state was made. */
  get instructionsUsed(): number {
    return this.machine.unitsUsed();
  }

  /** Bytes in use: those alive at the last measurement plus those allocated since. */
  get bytesInUse(): number {
    return this.machine.memory.bytesInUse();
  }

  /**
   * Finds out what is alive, and clears the entries of weak tables that are not (a full garbage collection).
   *
   * @returns the proxies that died, in the order their `__gc` is to be called
   */
  collectGarbage(): Userdata[] {
    const isAlive = this.machine.memory.collect();
    const dead = this.proxies.filter((proxy) => !isAlive(proxy));
    if (dead.length > 0) this.proxies = this.proxies.filter(isAlive);
    return dead.reverse();
  }

  /** The coroutine that executes while a host function runs; null between two runs. Only its identity is of use. */
  runningCoroutine(): Coroutine | null {
    return this.machine.status === STATUS.running ? this.machine.current : null;
  }

  /** The line the innermost Lua function stands on (1-based), while a host function runs or a thread is stopped; else 0. */
  currentLine(): number {
    return innermostLine(this.machine);
  }

  /** Writes to standard output or error through the owner's hook. */
  write(bytes: string, stream: 'stdout' | 'stderr' = 'stdout'): void {
    this.options.write?.(bytes, stream);
  }

  /** Tells the owner that a script used something only answered for here. */
  notSimulated(feature: string): void {
    this.options.notSimulated?.(feature);
  }

  /** The metatable that decides how a value behaves. */
  metatableFor(value: LuaValue): LuaTable | undefined {
    return this.machine.metatableOf(value);
  }

  /** Sets the metatable of a table or userdata, or of the whole type of any other value (lua_setmetatable). */
  setMetatable(value: LuaValue, metatable: LuaTable | undefined): void {
    if (value instanceof Userdata) value.userdataClass = null;
    if (value instanceof LuaTable || value instanceof Userdata) value.metatable = metatable;
    else if (typeof value === 'string') this.machine.stringMetatable = metatable;
    else if (metatable === undefined) this.typeMetatables.delete(typeName(value));
    else this.typeMetatables.set(typeName(value), metatable);
  }
}
