// Reads its configuration, JSON text or a Struct, and puts what it and Envoy know into response headers.
import { Action, Json, Plugin, Stream, log, property, registerPlugin } from "chainwright";

class Config extends Plugin {
  json: Json = Json.none;

  onConfigure(config: string): bool {
    this.json = Json.fromConfig();
    if (this.json.exists) return true;
    log.error("no JSON at character " + Json.errorAt.toString());
    return false;
  }
}

class ConfigDump extends Stream {
  onResponseHeaders(end: bool): Action {
    const config = (this.plugin as Config).json;
    const headers = this.response.headers;
    headers.add("x-greeting", config.get("greeting").text("none"));
    headers.add("x-limit", config.get("limits").at(1).get("value").number(-1).toString());
    headers.add("x-strict", config.get("strict").bool() ? "yes" : "no");
    headers.add("x-code", property.int("response", "code").toString());
    headers.add("x-plugin", property.text("plugin_name"));
    headers.add("x-tls", property.flag("connection", "mtls") ? "yes" : "no");
    headers.add("x-absent", property.text("request", "headers", "nope") == "" ? "empty" : "?");
    return Action.Continue;
  }
}

registerPlugin<Config, ConfigDump>();
