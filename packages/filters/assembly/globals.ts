// What the language itself asks of its host and no proxy-wasm host offers. The compiler is told to use these instead
// (`--use abort=~lib/chainwright/globals/abort` and so on); otherwise the module would import `env.abort`, and Envoy would refuse it.
import * as abi from "./abi";
import { LogLevel } from "./abi";
import { now } from "./clock";
import { log } from "./log";
import { encodeUtf8Start } from "./utf8";

/** The most UTF-16 units of a message and of a file name that are logged, and room for both and two numbers. */
const LONGEST_MESSAGE = 1000;
const LONGEST_FILE = 300;
const ABORT_LINE: usize = memory.data(4096, 8);

/**
 * A failed assert, an index out of range, a `throw`: logs what and where (`Index out of range at filter.ts:14:3`), then traps.
 * It allocates nothing, because a full memory may be the reason it is called.
 */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  let end = ABORT_LINE;
  end += encodeUtf8Start(message !== null ? message : "aborted", LONGEST_MESSAGE, end);
  end += encodeUtf8Start(" at ", 4, end);
  end += encodeUtf8Start(file !== null ? file : "?", LONGEST_FILE, end);
  end = writePosition(end, line);
  end = writePosition(end, column);
  abi.log(LogLevel.Critical, ABORT_LINE, end - ABORT_LINE);
  unreachable();
}

/** Writes a colon and a number. */
function writePosition(at: usize, value: u32): usize {
  store<u8>(at++, 0x3a);
  let unit: u32 = 1;
  while (value / unit > 9) unit *= 10;
  while (unit) {
    store<u8>(at++, 0x30 + ((value / unit) % 10));
    unit /= 10;
  }
  return at;
}

/** The start of `Math.random()`. */
export function seed(): f64 {
  return reinterpret<f64>(now());
}

/** `trace("text", 2, a, b)`: a line of level trace with up to five numbers. */
export function trace(message: string, count: i32 = 0, a: f64 = 0, b: f64 = 0, c: f64 = 0, d: f64 = 0, e: f64 = 0): void {
  let line = message;
  if (count > 0) line += " " + a.toString();
  if (count > 1) line += " " + b.toString();
  if (count > 2) line += " " + c.toString();
  if (count > 3) line += " " + d.toString();
  if (count > 4) line += " " + e.toString();
  log.trace(line);
}

function writeLine(level: LogLevel, message: string): void {
  log.write(level, message);
}

/** `console.log` and its kin write lines to Envoy's log. */
export namespace console {
  export function assert<T>(condition: T, message: string = ""): void {
    if (!condition) writeLine(LogLevel.Error, "assertion failed: " + message);
  }
  export function log(message: string = ""): void {
    writeLine(LogLevel.Info, message);
  }
  export function debug(message: string = ""): void {
    writeLine(LogLevel.Debug, message);
  }
  export function info(message: string = ""): void {
    writeLine(LogLevel.Info, message);
  }
  export function warn(message: string = ""): void {
    writeLine(LogLevel.Warn, message);
  }
  export function error(message: string = ""): void {
    writeLine(LogLevel.Error, message);
  }
}

/** Of `Date` there is the clock: milliseconds since 1970. */
export class Date {
  static now(): i64 {
    return <i64>(now() / 1000000);
  }
}

/** Of `performance` there is the clock: milliseconds. */
export namespace performance {
  export function now(): f64 {
    return <f64>nanoseconds() / 1000000;
  }
}
function nanoseconds(): u64 {
  return now();
}
