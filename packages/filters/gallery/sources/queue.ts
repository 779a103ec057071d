// Two root ids in one module: "producer" puts a line for each request into a queue, "consumer" logs the lines elsewhere.
import { Action, Plugin, Queue, Stream, log, registerPlugin } from "chainwright";

class Producer extends Plugin {
  private lines: Queue | null = null;

  push(line: string): void {
    // The consumer may have started after this plugin.
    if (!this.lines) this.lines = Queue.find("audit");
    const lines = this.lines;
    if (!lines || !lines.push(line)) log.warn("nobody listens: " + line);
  }
}

class Produce extends Stream {
  onRequestHeaders(end: bool): Action {
    const headers = this.request.headers;
    (this.plugin as Producer).push(headers.get(":method") + " " + headers.get(":path"));
    return Action.Continue;
  }
}

class Consumer extends Plugin {
  private lines: Queue = new Queue();

  onConfigure(config: string): bool {
    this.lines = Queue.register("audit");
    return true;
  }
  onQueueReady(queue: u32): void {
    const line = this.lines.pop();
    if (line !== null) log.info("audit: " + line);
  }
}

class PassOn extends Stream {}

registerPlugin<Producer, Produce>("producer");
registerPlugin<Consumer, PassOn>("consumer");
