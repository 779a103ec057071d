// Metrics. They show in Envoy's statistics as `wasmcustom.<name>` and are counted over all threads.
import * as abi from "./abi";
import { MetricType } from "./abi";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** What metrics have in common. It is defined at the host when it is first used, so it may stand at the top level of a file. */
abstract class Metric {
  private id: u32 = 0;
  constructor(private type: u32, readonly name: string) {}

  /** @internal */
  defined(): u32 {
    if (!this.id) {
      const at = outbox(utf8Room(this.name));
      if (ok(abi.define_metric(this.type, at, encodeUtf8(this.name, at), RESULT))) this.id = resultNumber();
    }
    return this.id;
  }
  /** @internal */
  read(): u64 {
    return ok(abi.get_metric(this.defined(), RESULT)) ? load<u64>(RESULT) : 0;
  }
}

/** A number that only rises: `const refused = new Counter("refused")`. */
@final
export class Counter extends Metric {
  constructor(name: string) {
    super(MetricType.Counter, name);
  }
  add(by: u32 = 1): void {
    if (by) ok(abi.increment_metric(this.defined(), by));
  }
  get value(): u64 {
    return this.read();
  }
}

/** A number that rises and falls. */
@final
export class Gauge extends Metric {
  constructor(name: string) {
    super(MetricType.Gauge, name);
  }
  add(by: i64): void {
    ok(abi.increment_metric(this.defined(), by));
  }
  set(value: u64): void {
    ok(abi.record_metric(this.defined(), value));
  }
  get value(): u64 {
    return this.read();
  }
}

/** The distribution of many values. */
@final
export class Histogram extends Metric {
  constructor(name: string) {
    super(MetricType.Histogram, name);
  }
  record(value: u64): void {
    ok(abi.record_metric(this.defined(), value));
  }
}
