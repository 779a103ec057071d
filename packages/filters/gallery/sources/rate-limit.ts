// So many requests in a window for each client, counted by all workers together. Configuration: {"limit": 3, "seconds": 60}
import { Action, Headers, Json, Plugin, Stream, log, now, registerPlugin, shared } from "chainwright";

const SECOND: u64 = 1000000000;

class Limits extends Plugin {
  limit: i64 = 10;
  window: u64 = SECOND;

  onConfigure(config: string): bool {
    const json = Json.fromConfig();
    this.limit = <i64>json.get("limit").number(10);
    this.window = <u64>json.get("seconds").number(1) * SECOND;
    if (this.limit > 0 && this.window > 0) return true;
    log.error("limit and seconds must be above 0");
    return false;
  }
}

class RateLimit extends Stream {
  onRequestHeaders(end: bool): Action {
    const limits = this.plugin as Limits;
    const client = this.request.headers.get("x-client", "anonymous");
    const used = shared.add("rate/" + client + "/" + (now() / limits.window).toString(), 1);
    if (used <= limits.limit) return Action.Continue;
    this.respond(429, "slow down\n", "rate_limit", new Headers().add("x-used", used.toString()));
    return Action.Pause;
  }
}

registerPlugin<Limits, RateLimit>();
