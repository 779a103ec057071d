import type { ByteString } from '../http/byte-string.ts';
import type { StatsStore } from '../server/stats-store.ts';
import type { Status } from './abi/types.ts';
import { STATUS } from './abi/types.ts';

const COUNTER = 0;
const GAUGE = 1;
const HISTOGRAM = 2;

/**
 * The metrics that one VM has defined, by id; the values are stats of the process, named `wasmcustom.<name>`.
 * Ids grow by 4 within each type, from 4 (counter), 5 (gauge) and 6 (histogram).
 * Envoy: source/extensions/common/wasm/context.cc `defineMetric`.
 */
export class Metrics {
  readonly #stats: StatsStore;
  readonly #names = new Map<number, string>();
  readonly #next = [4, 5, 6];

  constructor(stats: StatsStore) {
    this.#stats = stats;
  }

  /** The id of a new metric; null: no such type. */
  define(type: number, name: ByteString): number | null {
    const id = this.#next[type];
    if (id === undefined) return null;
    this.#next[type] = id + 4;
    this.#names.set(id, name === '' ? 'wasmcustom' : `wasmcustom.${name}`);
    return id;
  }

  increment(id: number, offset: bigint): Status {
    const type = id & 3;
    if (type > GAUGE) return STATUS.BadArgument;
    const name = this.#names.get(id);
    if (name === undefined) return STATUS.NotFound;
    if (type === COUNTER && offset <= 0n) return STATUS.BadArgument;
    this.#stats.add(name, type === COUNTER ? 'counter' : 'gauge', Number(offset));
    return STATUS.Ok;
  }

  record(id: number, value: bigint): Status {
    const name = this.#names.get(id);
    if (name === undefined) return STATUS.NotFound;
    const amount = Number(BigInt.asUintN(64, value));
    if ((id & 3) === COUNTER) this.#stats.add(name, 'counter', amount);
    else if ((id & 3) === GAUGE) this.#stats.set(name, amount);
    else this.#stats.record(name, amount);
    return STATUS.Ok;
  }

  /** The value of a counter or gauge, or why there is none. */
  get(id: number): { readonly value: bigint } | { readonly status: Status } {
    if ((id & 3) >= HISTOGRAM) return { status: STATUS.BadArgument };
    const name = this.#names.get(id);
    if (name === undefined) return { status: STATUS.NotFound };
    return { value: BigInt.asUintN(64, BigInt(Math.trunc(this.#stats.value(name)))) };
  }
}
