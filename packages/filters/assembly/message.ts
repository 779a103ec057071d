// The messages that a filter sees: the request, the response, the answer to an HTTP callout.
import { BufferType, MapType } from "./abi";
import { Body } from "./body";
import { HeaderMap } from "./headers";

/** One message: its headers, body and trailers as live views. */
export class Message {
  readonly headers: HeaderMap;
  readonly trailers: HeaderMap;
  readonly body: Body;

  /** @internal */
  constructor(headers: u32, trailers: u32, body: u32) {
    this.headers = new HeaderMap(headers);
    this.trailers = new HeaderMap(trailers);
    this.body = new Body(body);
  }
}

/** The answer to an HTTP callout. It can be read inside `onHttpCallResponse` and nowhere else. */
@final
export class HttpCallResponse extends Message {
  /** What `httpCall` returned. */
  token: u32 = 0;
  /**
   * The connection broke after the answer had begun: there are no headers and no body. A timeout is a normal 504, a refused
   * connection a normal 503.
   */
  broken: bool = false;

  /** The status code; 0 when broken. */
  get status(): u32 {
    const text = this.headers.get(":status");
    let code: u32 = 0;
    for (let i = 0; i < text.length; i++) {
      const digit = <u32>(text.charCodeAt(i) - 48);
      if (digit > 9) return 0;
      code = code * 10 + digit;
    }
    return code;
  }
}

// The views hold no state of a stream, so one of each is enough. Each is made when it is first asked for, so that a filter without
// callouts holds no code for them.
let request: Message | null = null;
let response: Message | null = null;
let call: HttpCallResponse | null = null;
let grpc: Message | null = null;

/** @internal */
export function requestView(): Message {
  if (!request) request = new Message(MapType.RequestHeaders, MapType.RequestTrailers, BufferType.RequestBody);
  return request!;
}
/** @internal */
export function responseView(): Message {
  if (!response) response = new Message(MapType.ResponseHeaders, MapType.ResponseTrailers, BufferType.ResponseBody);
  return response!;
}
/** @internal */
export function callView(): HttpCallResponse {
  if (!call) call = new HttpCallResponse(MapType.CallHeaders, MapType.CallTrailers, BufferType.CallBody);
  return call!;
}
/** @internal */
export function grpcView(): Message {
  if (!grpc) grpc = new Message(MapType.GrpcInitialMetadata, MapType.GrpcTrailingMetadata, BufferType.GrpcMessage);
  return grpc!;
}
