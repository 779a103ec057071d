import type { WasmVm } from '../wasm-vm.ts';
import { ERRNO } from './errno.ts';
import type { HostFunctions } from './host-function.ts';
import { STATUS } from './types.ts';

/** How long the machine has been up when a scenario begins: Go's runtime takes a monotonic clock at zero for broken. */
const UP_SINCE_NS = 1e12;

/** ABI chapter Clocks: the scenario's virtual time, and what the module has slept through `poll_oneoff`. */
export function clockFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_current_time_nanoseconds: (out: number) =>
      vm.memory.writeU64(out, wallClock(vm)) ? STATUS.Ok : STATUS.InvalidMemoryAccess,
    clock_time_get: (clock: number, _precision: bigint, out: number) => {
      if (clock > 1) return ERRNO.notsup;
      const time = clock === 0 ? wallClock(vm) : BigInt(UP_SINCE_NS + Math.round(monotonic(vm)));
      return vm.memory.writeU64(out, time) ? 0 : ERRNO.fault;
    },
    clock_res_get: (clock: number, out: number) => {
      if (clock > 1) return ERRNO.notsup;
      return vm.memory.writeU64(out, 1n) ? 0 : ERRNO.fault;
    },
    poll_oneoff: (subscriptions: number, _out: number, count: number, events: number) => {
      sleep(vm, subscriptions, count);
      return vm.memory.writeU32(events, 0) ? 0 : ERRNO.fault;
    },
  };
}

/** The module's own view of time never goes back, and runs ahead of the server's while it sleeps. */
function monotonic(vm: WasmVm): number {
  const now = vm.worker.clock.now();
  if (vm.sleptUntil < now) vm.sleptUntil = now;
  return vm.sleptUntil;
}

function wallClock(vm: WasmVm): bigint {
  const ahead = monotonic(vm) - vm.worker.clock.now();
  return BigInt(Math.round(vm.worker.clock.epochMs() * 1000)) * 1000n + BigInt(Math.round(ahead));
}

const SUBSCRIPTION_SIZE = 48;
const LEAST_SLEEP = 1_000_000;

/**
 * Envoy returns at once and real time goes on, so that guests poll until their time has come. Virtual time stands still
 * in a callback: let it pass for this module, up to the first timeout that it waits for, else one millisecond.
 */
function sleep(vm: WasmVm, subscriptions: number, count: number): void {
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < Math.min(count, 64); i++) {
    const at = subscriptions + i * SUBSCRIPTION_SIZE;
    const timeout = vm.memory.readU64(at + 24);
    const flags = vm.memory.readU32(at + 40);
    if (timeout === null || flags === null) break;
    const isAbsolute = (flags & 1) !== 0;
    const wait = isAbsolute ? Number(timeout) - UP_SINCE_NS - monotonic(vm) : Number(timeout);
    if (wait > 0) shortest = Math.min(shortest, wait);
  }
  vm.sleptUntil = monotonic(vm) + (Number.isFinite(shortest) ? shortest : LEAST_SLEEP);
}
