// Counts requests, measures sizes, and reports in a rhythm.
import { Action, Counter, Gauge, Histogram, Plugin, Stream, log, property, registerPlugin } from "chainwright";

const requests = new Counter("requests");
const open = new Gauge("open");
const sizes = new Histogram("response_bytes");

class Report extends Plugin {
  onConfigure(config: string): bool {
    this.tickEvery(200);
    return true;
  }
  onTick(): void {
    log.info("requests " + requests.value.toString() + ", open " + open.value.toString());
  }
}

class Count extends Stream {
  onRequestHeaders(end: bool): Action {
    requests.add();
    open.add(1);
    return Action.Continue;
  }
  onLog(): void {
    open.add(-1);
    sizes.record(property.uint("response", "size"));
  }
}

registerPlugin<Report, Count>();
