/** A filter that uses much of the SDK: compiling it makes the compiler fast for what people write. */
export const WARM_UP_SOURCE = `
import { Action, Counter, Headers, HttpCallResponse, Json, Plugin, Stream, log, property, registerPlugin, shared } from "chainwright";
const hits = new Counter("hits");
class Settings extends Plugin {
  limit: f64 = 0;
  onConfigure(config: string): bool {
    this.limit = Json.fromConfig().get("limit").number(3);
    return true;
  }
}
class WarmUp extends Stream {
  onRequestHeaders(end: bool): Action {
    const token = this.request.headers.get("authorization", "none");
    hits.add();
    if (shared.add("n", 1) > <i64>(this.plugin as Settings).limit) {
      this.respond(429, "slow down", "limit", new Headers().add("x-limit", "1"));
      return Action.Pause;
    }
    this.httpCall("auth", Headers.of([":method", "GET", ":path", "/", ":authority", "a", "authorization", token]), "", 250);
    return Action.Pause;
  }
  onHttpCallResponse(call: HttpCallResponse): void {
    log.info(call.status.toString() + property.text("plugin_name"));
    this.request.headers.replace("x-user", call.headers.get("x-user"));
    this.resumeRequest();
  }
  onResponseBody(size: u32, end: bool): Action {
    if (!end) return Action.Pause;
    this.response.body.replace(this.response.body.text().replaceAll("a", "b"));
    return Action.Continue;
  }
}
registerPlugin<Settings, WarmUp>();
`;
