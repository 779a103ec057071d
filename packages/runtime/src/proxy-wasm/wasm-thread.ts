import type { ServerWorker } from '../server/server-worker.ts';
import type { WasmVm } from './wasm-vm.ts';

/** The VMs of one thread, by VM key: plugins with an equal key share one. A VM that failed is not found any more. */
export class WasmThread {
  readonly worker: ServerWorker;
  readonly #vms = new Map<string, WasmVm>();

  constructor(worker: ServerWorker) {
    this.worker = worker;
  }

  find(key: string): WasmVm | undefined {
    return this.#vms.get(key);
  }

  add(key: string, vm: WasmVm): void {
    this.#vms.set(key, vm);
    vm.onFailure = () => {
      if (this.#vms.get(key) === vm) this.#vms.delete(key);
    };
  }

  /** Number of VMs that serve. */
  get size(): number {
    return this.#vms.size;
  }
}
