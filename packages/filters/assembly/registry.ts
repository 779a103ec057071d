// Which classes serve which root id, and the objects made of them.
import * as abi from "./abi";
import { Context } from "./context";
import { IdTable } from "./id-table";
import { log } from "./log";
import { RESULT, ok, outbox, takeText } from "./memory";
import { Plugin } from "./plugin";
import { Stream } from "./stream";
import { encodeUtf8, utf8Room } from "./utf8";

@final
class Registration {
  constructor(readonly rootId: string, readonly makePlugin: () => Plugin, readonly makeStream: () => Stream) {}
}

/** A plugin and how its streams are made. */
@final
class Root extends Context {
  constructor(readonly plugin: Plugin, readonly makeStream: () => Stream) {
    super();
  }
}

const registrations: Registration[] = [];
const roots = new IdTable(0);
const streams = new IdTable(0);

/**
 * Says at the top level of the filter's file which class handles the requests: `register<MyStream>()`.
 * With a root id it serves the plugin configurations of that `root_id`; several classes in one module have several root ids.
 * Without one it serves all configurations that have no class of their own.
 */
export function register<S extends Stream>(rootId: string = ""): void {
  registerPlugin<Plugin, S>(rootId);
}

/** The same for a filter with a plugin class: `registerPlugin<MyPlugin, MyStream>()`. */
export function registerPlugin<P extends Plugin, S extends Stream>(rootId: string = ""): void {
  registrations.push(new Registration(rootId, (): Plugin => instantiate<P>(), (): Stream => instantiate<S>()));
}

/** @internal Makes the object for a context that the host has created. `parent` 0: a plugin. */
export function createContext(id: u32, parent: u32): void {
  if (!parent) {
    createPlugin(id);
    return;
  }
  const root = changetype<Root | null>(roots.get(parent));
  if (!root) return;
  const stream = root.makeStream();
  stream.id = id;
  stream.plugin = root.plugin;
  streams.set(id, stream);
}

function createPlugin(id: u32): void {
  const rootId = ownRootId();
  let chosen: Registration | null = null;
  for (let i = 0; i < registrations.length; i++) {
    const one = registrations[i];
    if (one.rootId == rootId || (!one.rootId.length && !chosen)) chosen = one;
  }
  if (!chosen) {
    // Without an object on_vm_start refuses. Otherwise the filter would load and do nothing.
    log.critical('no class is registered for root_id "' + rootId + '"');
    return;
  }
  const plugin = chosen.makePlugin();
  plugin.id = id;
  roots.set(id, new Root(plugin, chosen.makeStream));
}

function ownRootId(): string {
  const at = outbox(utf8Room("plugin_root_id"));
  return ok(abi.get_property(at, encodeUtf8("plugin_root_id", at), RESULT, RESULT + 4)) ? takeText() : "";
}

/** @internal The plugin of this id; null when none is registered for its root id. */
export function pluginOf(id: u32): Plugin | null {
  const root = changetype<Root | null>(roots.get(id));
  return root ? root.plugin : null;
}

/** @internal The stream of this id. */
export function streamOf(id: u32): Stream | null {
  return changetype<Stream | null>(streams.get(id));
}

/** @internal The host has deleted a context: forget it and tell it. */
export function deleteContext(id: u32): void {
  const stream = changetype<Stream | null>(streams.remove(id));
  if (stream) {
    stream.gone = true;
    stream.over();
    stream.onDelete();
    return;
  }
  const root = changetype<Root | null>(roots.remove(id));
  if (root) {
    root.plugin.gone = true;
    root.plugin.onDelete();
  }
}
