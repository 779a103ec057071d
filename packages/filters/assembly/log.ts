// Log lines.
import * as abi from "./abi";
import { LogLevel } from "./abi";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

const UNKNOWN: u32 = 255;
let levelSeen: u32 = 255;
let mayAsk = false;

/** @internal The host has created a context. While a module starts, Envoy allows it to write log lines and nothing else. */
export function hostIsReady(): void {
  mayAsk = true;
}

/** @internal A callback begins: the level may have changed. */
export function forgetLevel(): void {
  levelSeen = UNKNOWN;
}

/**
 * Lines in Envoy's log. The level is asked for once in a callback, and lines below it are not sent. Their text is built all the
 * same: where that is dear, ask first, `if (log.on(LogLevel.Debug)) log.debug(…)`.
 */
export namespace log {
  /** The level from which on Envoy writes lines of Wasm filters (`--component-log-level wasm:debug`). */
  export function level(): LogLevel {
    if (levelSeen == UNKNOWN) {
      if (!mayAsk || !ok(abi.get_log_level(RESULT))) return LogLevel.Trace;
      levelSeen = resultNumber();
    }
    return <LogLevel>levelSeen;
  }
  /** True when lines of this level are written. */
  export function on(level: LogLevel): bool {
    return level >= log.level();
  }
  /** Writes a line. */
  export function write(level: LogLevel, text: string): void {
    if (!on(level)) return;
    const at = outbox(utf8Room(text));
    abi.log(level, at, encodeUtf8(text, at));
  }
  export function trace(text: string): void {
    write(LogLevel.Trace, text);
  }
  export function debug(text: string): void {
    write(LogLevel.Debug, text);
  }
  export function info(text: string): void {
    write(LogLevel.Info, text);
  }
  export function warn(text: string): void {
    write(LogLevel.Warn, text);
  }
  export function error(text: string): void {
    write(LogLevel.Error, text);
  }
  export function critical(text: string): void {
    write(LogLevel.Critical, text);
  }
}
