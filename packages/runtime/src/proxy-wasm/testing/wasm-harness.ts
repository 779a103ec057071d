import { textToBytes } from '../../http/byte-string.ts';
import { FakeServer, FakeStream } from '../../testing/fake-stream.ts';
import type { TraceEventOf } from '../../trace/trace-event.ts';
import type { ModuleLimits } from '../module-cache.ts';
import type { PluginConfig } from '../plugin.ts';
import type { WasmFilterFactory } from '../plugin-factory.ts';
import { createWasmFactory } from '../plugin-factory.ts';
import type { StreamContext } from '../stream-context.ts';
import { WasmProcess } from '../wasm-process.ts';
import { assemble } from './guest.ts';

/** The exports without which Envoy refuses a module, and an allocator that hands out memory from 4096 on. */
export const BASE = `(memory (export "memory") 2)
  (func (export "proxy_abi_version_0_2_1"))
  (global $free (mut i32) (i32.const 4096))
  (func $malloc (export "malloc") (param $size i32) (result i32)
    (global.get $free) (global.set $free (i32.add (global.get $free) (local.get $size))))`;

/** A plugin around a module, with Envoy's defaults. */
export function pluginOf(code: Uint8Array, changes: Partial<PluginConfig> & { vmId?: string } = {}): PluginConfig {
  const { vmId = '', ...rest } = changes;
  return {
    name: 'p',
    rootId: '',
    vm: { vmId, runtime: 'envoy.wasm.runtime.v8', configuration: new Uint8Array(0), environment: [] },
    configuration: new Uint8Array(0),
    failurePolicy: 'FAIL_CLOSED',
    legacyFailOpen: false,
    reloadBackoffMs: 1000,
    allowOnHeadersStopIteration: false,
    allowedCapabilities: null,
    code,
    mapOffset: null,
    ...rest,
  };
}

/** A simulated server with one or more Wasm plugins on its main thread and one worker. */
export class WasmHarness {
  readonly server = new FakeServer();
  readonly process = new WasmProcess();
  readonly main = this.server.worker(-1);
  readonly worker = this.server.worker(0);

  /** Loads a plugin on main and worker; answers the worker's factory. Throws ConfigRejected. */
  load(plugin: PluginConfig, limits: Partial<ModuleLimits> = {}): WasmFilterFactory {
    const emitter = (worker: number) => this.server.recorder.emitter({ worker, filter: { index: 0, name: 'p' } });
    const { process } = this;
    createWasmFactory({ plugin, process, worker: this.main, trace: emitter(-1), limits });
    return createWasmFactory({ plugin, process, worker: this.worker, trace: emitter(0), limits });
  }

  /** Loads a guest from text. */
  loadText(text: string, changes: Partial<PluginConfig> & { vmId?: string } = {}): WasmFilterFactory {
    return this.load(pluginOf(assemble(`(module ${text})`), changes));
  }

  /** A stream through a factory's filter. */
  stream(factory: WasmFilterFactory): { stream: FakeStream; filter: StreamContext } {
    const stream = new FakeStream(this.server, this.worker);
    const filter = factory.createFilter() as StreamContext;
    stream.attach(filter);
    return { stream, filter };
  }

  hostCalls(name?: string): TraceEventOf<'host-call'>[] {
    return this.server.eventsOf('host-call').filter((e) => name === undefined || e.function === name);
  }

  /** `function args`, for each call into a module. */
  vmCalls(): string[] {
    return this.server.eventsOf('vm-call').map((e) => `${e.function}(${e.args.join(', ')})`);
  }
}

/** UTF-8 bytes. */
export const bytes = textToBytes;
