import type { ProjectRequest } from '@chainwright/filters/project/project';
import { borderToByteString, byteStringToBorder } from '@chainwright/runtime/http/byte-string';
import type { BorderHeaders } from '@chainwright/runtime/trace/scenario-result';

/** Header fields as they stand on the wire: ordered pairs of byte strings, names in their own case. */
export type WireHeaders = [name: string, value: string][];

/** The header list of a project (request or answer) as byte strings. */
export function toWire(headers: ProjectRequest['headers']): WireHeaders {
  return (headers ?? []).map(([name, value]) => [borderToByteString(name), borderToByteString(value)]);
}

/** Byte strings as they stand in a result. */
export function toBorder(headers: WireHeaders): BorderHeaders {
  return headers.map(([name, value]) => [String(byteStringToBorder(name)), byteStringToBorder(value)]);
}

/** First value of a header, by lower-case name. */
export function findHeader(headers: WireHeaders, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
