// One request and its response, on their way through the filter.
import * as abi from "./abi";
import { Action, Side } from "./abi";
import { Context, NO_HEADERS } from "./context";
import { Headers } from "./headers";
import { ok, outbox } from "./memory";
import { Message, requestView, responseView } from "./message";
import { Plugin } from "./plugin";
import { encodeUtf8, utf8Room } from "./utf8";

/** What a stream is doing. The first three stand for the request and, shifted by one, for the response. */
const enum Doing {
  /** A callback has answered with something else than Continue. */
  Paused = 1,
  /** One of its message callbacks runs. */
  InCallback = 4,
  /** The running callback asked to go on. */
  Resume = 16,
  /** A local reply was sent. */
  Replied = 64,
  /** The exchange is over. */
  Over = 128,
}

/**
 * One request and its response. Derive from it and override the callbacks you need; what no class of the filter overrides is not
 * exported, so Envoy does not call it and it costs nothing.
 *
 * Callbacks come in the order request headers, body, trailers, response headers, body, trailers, log, done, delete. Any of them
 * but the last three may be missing: a request without a body has no body callback, a filter in front may have answered.
 */
export abstract class Stream extends Context {
  /** The plugin it belongs to: `(this.plugin as MyPlugin).limit`. */
  plugin!: Plugin;
  private doing: u32 = 0;

  /** `end`: there is no body and there are no trailers. */
  onRequestHeaders(end: bool): Action {
    return Action.Continue;
  }
  /**
   * A piece of the body, or after `Pause` everything so far. HTTP/1.1 ends a body with one more empty piece: edit each piece as it
   * comes, or everything when `end`, but not both. With trailers `end` is never true.
   */
  onRequestBody(size: u32, end: bool): Action {
    return Action.Continue;
  }
  onRequestTrailers(): Action {
    return Action.Continue;
  }
  /** Also for local replies, of this filter or another one. `end`: there is no body and there are no trailers. */
  onResponseHeaders(end: bool): Action {
    return Action.Continue;
  }
  /** As `onRequestBody`. */
  onResponseBody(size: u32, end: bool): Action {
    return Action.Continue;
  }
  onResponseTrailers(): Action {
    return Action.Continue;
  }
  /** The exchange is over and all headers can be read: the place for metrics and for lines of a log. */
  onLog(): void {}
  /** After `onLog`. Headers can't be read any more. */
  onDone(): void {}

  /** The request. What it shows depends on the callback: see `HeaderMap` and `Body`. */
  get request(): Message {
    return requestView();
  }
  /** The response. */
  get response(): Message {
    return responseView();
  }

  /** Lets a paused request go on. Inside a request callback it makes the callback's answer `Continue`. False: it was not paused. */
  resumeRequest(): bool {
    return this.resume(Side.Request);
  }
  /** Lets a paused response go on. Inside a response callback it makes the callback's answer `Continue`. False: it was not paused. */
  resumeResponse(): bool {
    return this.resume(Side.Response);
  }

  /**
   * Answers the client in place of the upstream. One answer per stream, and none once the exchange is over (Envoy would crash).
   * In a request callback, or while the request is paused, the answer passes the response callbacks of all filters, this one's
   * too. In `onResponseHeaders` it replaces the response and passes none. After that the response is on its way and is cut off.
   *
   * `details` shows in the access log as `%RESPONSE_CODE_DETAILS%`. `grpcStatus` matters for gRPC requests only; -1 lets Envoy
   * choose by the HTTP status. False: it was not sent.
   */
  respond(status: u32, body: string = "", details: string = "", headers: Headers = NO_HEADERS, grpcStatus: i32 = -1): bool {
    const at = outbox(utf8Room(body) + utf8Room(details) + headers.room());
    const size = encodeUtf8(body, at);
    return this.reply(at + size, status, at, size, details, headers, grpcStatus);
  }
  /** The same with a body of bytes. */
  respondBytes(status: u32, body: ArrayBuffer, details: string = "", headers: Headers = NO_HEADERS, grpcStatus: i32 = -1): bool {
    const at = outbox(utf8Room(details) + headers.room());
    return this.reply(at, status, changetype<usize>(body), body.byteLength, details, headers, grpcStatus);
  }
  /** Cuts the stream off. A client that speaks HTTP/1.1 gets no answer at all: prefer `respond`. */
  reset(): bool {
    return !(this.doing & Doing.Over) && this.enter() && ok(abi.close_stream(Side.Request));
  }

  private resume(side: u32): bool {
    if (this.doing & Doing.Over) return false;
    if (this.doing & (Doing.InCallback << side)) {
      // Here continue_stream followed by Continue would run the rest of the chain twice.
      this.doing |= Doing.Resume << side;
      return true;
    }
    // A response that does not exist yet can't go on: Envoy would crash.
    if (!(this.doing & (Doing.Paused << side)) || !this.enter()) return false;
    this.doing &= ~(Doing.Paused << side);
    return ok(abi.continue_stream(side));
  }

  private reply(at: usize, status: u32, body: usize, bodySize: usize, details: string, headers: Headers, grpcStatus: i32): bool {
    if (this.doing & (Doing.Replied | Doing.Over) || !this.enter()) return false;
    this.doing |= Doing.Replied;
    this.doing &= ~(Doing.Paused | (Doing.Paused << 1));
    const detailsSize = encodeUtf8(details, at);
    const headersAt = at + detailsSize;
    const headersSize = headers.write(headersAt);
    return ok(abi.send_local_response(status, at, detailsSize, body, bodySize, headersAt, headersSize, grpcStatus));
  }

  /** @internal A message callback begins. */
  begin(side: u32): void {
    this.doing |= Doing.InCallback << side;
  }
  /** @internal A message callback ends with `action`. Returns what the host gets. */
  finish(side: u32, action: Action): u32 {
    const answer: u32 = this.doing & (Doing.Resume << side) ? Action.Continue : action;
    this.doing &= ~((Doing.Paused | Doing.InCallback | Doing.Resume) << side);
    if (answer != Action.Continue && !(this.doing & Doing.Replied)) this.doing |= Doing.Paused << side;
    return answer;
  }
  /** @internal The exchange is over. */
  over(): void {
    this.doing |= Doing.Over;
  }
}
