// One configuration of the filter in one VM.
import * as abi from "./abi";
import { Context } from "./context";
import { ok } from "./memory";

/**
 * What one configuration of the filter knows: the place for settings, timers and whatever its streams share. Derive from it and
 * register both classes with `registerPlugin`.
 *
 * Envoy makes one for each worker thread and two more on the main thread, so `onStart` and `onConfigure` run several times and
 * each worker has its own fields. What all of them shall share goes into `shared`, a `Queue` or a metric.
 */
export class Plugin extends Context {
  /** The VM starts; `vmConfig` is its configuration as text. False refuses the filter. */
  onStart(vmConfig: string): bool {
    return true;
  }
  /**
   * The filter gets its configuration, as text. False refuses it: Envoy does not start, or turns the update down.
   * A configuration of type `google.protobuf.Struct` comes as protobuf bytes: read it with `Json.fromConfig()`, which takes both.
   */
  onConfigure(config: string): bool {
    return true;
  }
  /** Called in the rhythm that `tickEvery` has set. It acts for no stream: `stream.enter()` before you act for one. */
  onTick(): void {}
  /** Something waits in a queue that this plugin has registered. Called once for each item. */
  onQueueReady(queue: u32): void {}
  /** The filter is being shut down. False keeps the plugin until it calls `done()`. */
  onDone(): bool {
    return true;
  }

  /** Calls `onTick` every `ms` milliseconds; 0 stops it. */
  tickEvery(ms: u32): void {
    ok(abi.set_tick_period_milliseconds(ms));
  }
  /** Ends a plugin whose `onDone` has answered false. */
  done(): bool {
    return this.enter() && ok(abi.done());
  }
}
