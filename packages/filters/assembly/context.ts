// What plugins and streams have in common: who they are, and calls to other services with their answers.
import * as abi from "./abi";
import { Status } from "./abi";
import { Body } from "./body";
import { HeaderMap, Headers } from "./headers";
import { IdTable } from "./id-table";
import { RESULT, ok, outbox, resultNumber } from "./memory";
import { HttpCallResponse } from "./message";
import { encodeUtf8, utf8Room } from "./utf8";

/** @internal An empty list for parameters that have none. */
export const NO_HEADERS = new Headers();

/** Who waits for the answer to a call, by token. The two low bits of a token tell its kind. */
const waiting = new IdTable(2);

/** The context that host calls act on. 0: ask the host. */
let effective: u32 = 0;

/** @internal The host enters a callback for this context. */
export function setEffective(id: u32): void {
  effective = id;
}

/**
 * A plugin or a stream. Calls to other services are made on it, and their answers come back to the same object, already entered:
 * `this.request` is the right request. An answer that comes after the object's end is dropped.
 */
export abstract class Context {
  /** The id the host uses. It shows in Envoy's logs. */
  id: u32 = 0;
  /** True once the host has let go of it. Look at it before you use an object that you have kept. */
  gone: bool = false;

  /** The answer to `httpCall`: an answer, a timeout (504), a refused connection (503), or a broken one. */
  onHttpCallResponse(call: HttpCallResponse): void {}
  /** The first metadata of a gRPC answer. */
  onGrpcHeaders(token: u32, headers: HeaderMap): void {}
  /** The message that answers `grpcCall`, or the next one of a stream, as protobuf bytes. */
  onGrpcMessage(token: u32, message: Body): void {}
  /** The last metadata of a gRPC answer. */
  onGrpcTrailers(token: u32, trailers: HeaderMap): void {}
  /** A gRPC call failed, or a stream ended. `status` is the gRPC status, `callStatusText()` its message. */
  onGrpcClose(token: u32, status: u32): void {}
  /** The host lets go of the object. Nothing can be asked of the host any more. */
  onDelete(): void {}

  /**
   * Makes host calls act on this object for the rest of the callback. Needed when one object acts for another: a plugin's `onTick`
   * that resumes streams, say. False: it is gone.
   */
  enter(): bool {
    if (this.gone) return false;
    if (effective == this.id) return true;
    if (!ok(abi.set_effective_context(this.id))) return false;
    effective = this.id;
    return true;
  }

  /**
   * Sends a request to a cluster of Envoy's configuration. The headers must hold `:method`, `:path` and `:authority`.
   * Returns a token, or 0 when nothing was sent: then no answer will come, so do not pause. `lastStatus` tells why:
   * BadArgument for an unknown cluster or a missing header, InternalFailure when no host could be reached.
   */
  httpCall(cluster: string, headers: Headers, body: string = "", timeoutMs: u32 = 5000): u32 {
    const at = outbox(utf8Room(body) + utf8Room(cluster) + headers.room());
    const size = encodeUtf8(body, at);
    return this.sendHttp(at + size, cluster, headers, at, size, timeoutMs);
  }
  /** The same with a body of bytes. */
  httpCallBytes(cluster: string, headers: Headers, body: ArrayBuffer, timeoutMs: u32 = 5000): u32 {
    const at = outbox(utf8Room(cluster) + headers.room());
    return this.sendHttp(at, cluster, headers, changetype<usize>(body), body.byteLength, timeoutMs);
  }
  private sendHttp(at: usize, cluster: string, headers: Headers, body: usize, bodySize: usize, timeoutMs: u32): u32 {
    const clusterSize = encodeUtf8(cluster, at);
    const headersAt = at + clusterSize;
    const headersSize = headers.write(headersAt);
    // Envoy never sends the trailers of such a call, so there is no parameter for them.
    return this.sent(abi.http_call(at, clusterSize, headersAt, headersSize, body, bodySize, 0, 0, timeoutMs, RESULT));
  }

  /**
   * Calls a gRPC method with one message and awaits one: `onGrpcMessage`, or `onGrpcClose` when it failed.
   * `service` is the full name (`package.Service`), `message` its protobuf bytes. Returns a token, 0 when nothing was sent.
   */
  grpcCall(cluster: string, service: string, method: string, message: ArrayBuffer, timeoutMs: u32 = 5000, metadata: Headers = NO_HEADERS): u32 {
    return this.sendGrpc(cluster, service, method, metadata, message, timeoutMs);
  }
  /** Opens a gRPC stream. Then `grpcSend`, `grpcClose` (this side is done) and `grpcCancel`. Returns a token, 0 when it failed. */
  grpcStream(cluster: string, service: string, method: string, metadata: Headers = NO_HEADERS): u32 {
    return this.sendGrpc(cluster, service, method, metadata, null, 0);
  }
  /** Sends a message on a stream; with `end` it is the last one. */
  grpcSend(token: u32, message: ArrayBuffer, end: bool = false): bool {
    return ok(abi.grpc_send(token, changetype<usize>(message), message.byteLength, end));
  }
  /** Says that this side of a stream sends no more. */
  grpcClose(token: u32): bool {
    return ok(abi.grpc_close(token));
  }
  /** Gives a call or a stream up. Nothing of it will be heard again. */
  grpcCancel(token: u32): bool {
    waiting.remove(token);
    return ok(abi.grpc_cancel(token));
  }
  private sendGrpc(cluster: string, service: string, method: string, metadata: Headers, message: ArrayBuffer | null, timeoutMs: u32): u32 {
    // Envoy aborts when the name of the cluster is empty.
    if (!cluster.length) return this.sent(Status.BadArgument);
    const clusterAt = outbox(utf8Room(cluster) + utf8Room(service) + utf8Room(method) + metadata.room());
    const clusterSize = encodeUtf8(cluster, clusterAt);
    const serviceAt = clusterAt + clusterSize;
    const serviceSize = encodeUtf8(service, serviceAt);
    const methodAt = serviceAt + serviceSize;
    const methodSize = encodeUtf8(method, methodAt);
    const metadataAt = methodAt + methodSize;
    const metadataSize = metadata.write(metadataAt);
    if (message) {
      const messageAt = changetype<usize>(message);
      return this.sent(abi.grpc_call(
        clusterAt, clusterSize, serviceAt, serviceSize, methodAt, methodSize,
        metadataAt, metadataSize, messageAt, message.byteLength, timeoutMs, RESULT,
      ));
    }
    return this.sent(abi.grpc_stream(
      clusterAt, clusterSize, serviceAt, serviceSize, methodAt, methodSize, metadataAt, metadataSize, RESULT,
    ));
  }

  private sent(status: u32): u32 {
    if (!ok(status)) return 0;
    const token = resultNumber();
    waiting.set(token, this);
    return token;
  }
}

/**
 * @internal Who waits for the answer with this token, entered; null when nobody does any more. `last`: no further answer to it
 * will come.
 */
export function enterWaiting(token: u32, last: bool): Context | null {
  const context = last ? waiting.remove(token) : waiting.get(token);
  return context && context.enter() ? context : null;
}
