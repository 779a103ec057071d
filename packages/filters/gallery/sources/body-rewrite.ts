// Wraps request bodies and hides all but the last four digits of card numbers in responses. Both bodies are held until they are
// complete, so that an edit sees them in one piece.
import { Action, Body, Stream, register } from "chainwright";

class BodyRewrite extends Stream {
  onRequestHeaders(end: bool): Action {
    if (!end) this.request.headers.remove("content-length");
    return Action.Continue;
  }

  onRequestBody(size: u32, end: bool): Action {
    if (!end) return Action.Pause;
    this.request.body.prepend("[");
    this.request.body.append("]");
    return Action.Continue;
  }

  onResponseHeaders(end: bool): Action {
    if (!end) this.response.headers.remove("content-length");
    return Action.Continue;
  }

  onResponseBody(size: u32, end: bool): Action {
    if (!end) return Action.Pause;
    hideCards(this.response.body);
    return Action.Continue;
  }
}

/** Works on the bytes that the host handed over: nothing is decoded. */
function hideCards(body: Body): void {
  const bytes = Uint8Array.wrap(body.bytes());
  let digits = 0;
  for (let i = 0; i < bytes.length; i++) {
    digits = <u32>(bytes[i] - 48) < 10 ? digits + 1 : 0;
    if (digits != 16) continue;
    for (let at = i - 15; at < i - 3; at++) bytes[at] = 42;
  }
  body.replace(bytes);
}

register<BodyRewrite>();
