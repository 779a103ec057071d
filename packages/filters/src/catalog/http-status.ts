import type { MessageReader } from '@chainwright/runtime/config/message-reader';

/**
 * Reads `envoy.type.v3.HttpStatus`: its code as a number; null when the field is absent.
 * Throws ConfigRejected for a code that `envoy.type.v3.StatusCode` does not name.
 */
export function readHttpStatus(reader: MessageReader, field: string): number | null {
  return reader.message(field, 'envoy.type.v3.HttpStatus', (status) => {
    const value = status.raw('code') ?? 0;
    const code = typeof value === 'string' ? (STATUS_CODES[value] ?? Number(value)) : value;
    if (typeof code !== 'number' || !Number.isInteger(code)) return status.enumeration('code', [], 0 as never);
    if (code !== 0 && !Object.values(STATUS_CODES).includes(code)) {
      status.violated('code', 'value must be one of the defined enum values');
    }
    return code === 0 ? status.violated('code', 'value must not be in list [0]') : code;
  });
}

/** Names of `envoy.type.v3.StatusCode`. */
const STATUS_CODES: Readonly<Record<string, number>> = {
  Continue: 100,
  OK: 200,
  Created: 201,
  Accepted: 202,
  NonAuthoritativeInformation: 203,
  NoContent: 204,
  ResetContent: 205,
  PartialContent: 206,
  MultiStatus: 207,
  AlreadyReported: 208,
  IMUsed: 226,
  MultipleChoices: 300,
  MovedPermanently: 301,
  Found: 302,
  SeeOther: 303,
  NotModified: 304,
  UseProxy: 305,
  TemporaryRedirect: 307,
  PermanentRedirect: 308,
  BadRequest: 400,
  Unauthorized: 401,
  PaymentRequired: 402,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  NotAcceptable: 406,
  ProxyAuthenticationRequired: 407,
  RequestTimeout: 408,
  Conflict: 409,
  Gone: 410,
  LengthRequired: 411,
  PreconditionFailed: 412,
  PayloadTooLarge: 413,
  URITooLong: 414,
  UnsupportedMediaType: 415,
  RangeNotSatisfiable: 416,
  ExpectationFailed: 417,
  MisdirectedRequest: 421,
  UnprocessableEntity: 422,
  Locked: 423,
  FailedDependency: 424,
  UpgradeRequired: 426,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  RequestHeaderFieldsTooLarge: 431,
  InternalServerError: 500,
  NotImplemented: 501,
  BadGateway: 502,
  ServiceUnavailable: 503,
  GatewayTimeout: 504,
  HTTPVersionNotSupported: 505,
  VariantAlsoNegotiates: 506,
  InsufficientStorage: 507,
  LoopDetected: 508,
  NotExtended: 510,
  NetworkAuthenticationRequired: 511,
};
