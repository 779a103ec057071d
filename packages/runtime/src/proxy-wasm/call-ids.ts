/** What a callout's token says about its kind: its two lowest bits. */
export const TOKEN_KIND = { http: 0, grpcCall: 1, grpcStream: 2 } as const;

/** Hands out the tokens of callouts, one row of numbers for each kind: HTTP 4, 8 …; gRPC calls 5, 9 …; streams 6, 10 …. */
export class CallIds {
  #http = 0;
  #grpcCall = 1;
  #grpcStream = 2;

  nextHttp(): number {
    this.#http += 4;
    return this.#http;
  }

  nextGrpcCall(): number {
    this.#grpcCall += 4;
    return this.#grpcCall;
  }

  nextGrpcStream(): number {
    this.#grpcStream += 4;
    return this.#grpcStream;
  }
}
