// Asks the cluster "authz" about each request, holds it until the answer comes, and passes the user's id on.
import { Action, Headers, HttpCallResponse, Stream, log, register } from "chainwright";

class AuthCallout extends Stream {
  onRequestHeaders(end: bool): Action {
    const token = this.request.headers.find("authorization");
    if (token === null) {
      this.respond(401, "who are you?\n", "auth_missing", new Headers().add("www-authenticate", "Bearer"));
      return Action.Pause;
    }
    const ask = Headers.of([":method", "POST", ":path", "/check", ":authority", "authz.internal", "authorization", token]);
    if (!this.httpCall("authz", ask, "", 250)) this.respond(503, "nobody to ask\n", "auth_unreachable");
    return Action.Pause;
  }

  onHttpCallResponse(call: HttpCallResponse): void {
    if (call.status != 200) {
      log.info("refused with " + call.status.toString());
      this.respond(403, "not for you\n", "auth_denied");
      return;
    }
    this.request.headers.replace("x-user-id", call.headers.get("x-user-id"));
    this.resumeRequest();
  }
}

register<AuthCallout>("auth");
