// Adds, replaces and removes headers in both directions.
import { Action, Stream, register } from "chainwright";

class HeaderAdd extends Stream {
  onRequestHeaders(end: bool): Action {
    const headers = this.request.headers;
    headers.add("x-guest", "chainwright");
    headers.replace("x-keep", "replaced");
    headers.remove("x-drop");
    return Action.Continue;
  }

  onResponseHeaders(end: bool): Action {
    this.response.headers.add("x-guest-response", "hello");
    return Action.Continue;
  }
}

register<HeaderAdd>();
