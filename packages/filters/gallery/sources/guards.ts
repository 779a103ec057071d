// Does what crashes or confuses Envoy when it is done with raw host calls, and shows that the SDK keeps it harmless.
import { Action, Headers, Stream, log, register } from "chainwright";

class Guards extends Stream {
  onRequestHeaders(end: bool): Action {
    const path = this.request.headers.get(":path");
    if (path == "/hello") {
      this.respond(200, "héllo\n", "said hello", Headers.of(["content-type", "text/plain; charset=utf-8", "set-cookie", "a=1", "set-cookie", "b=2"]));
      if (this.respond(500, "again")) log.error("a second answer was sent");
      return Action.Pause;
    }
    // With raw calls this request would go to the upstream twice.
    if (path == "/resume") this.resumeRequest();
    // There is no response yet: a raw call would crash Envoy.
    if (path == "/early" && this.resumeResponse()) log.error("a response that does not exist was resumed");
    if (path == "/trap") {
      const none: i32[] = [];
      log.info(none[5].toString());
    }
    return Action.Continue;
  }

  onResponseHeaders(end: bool): Action {
    this.resumeResponse();
    return Action.Continue;
  }

  onLog(): void {
    // A raw call would crash Envoy.
    if (this.respond(500, "too late")) log.error("an answer was sent in onLog");
  }
}

register<Guards>();
