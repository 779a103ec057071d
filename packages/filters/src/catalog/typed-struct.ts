import { isYamlMessage } from '@chainwright/runtime/config/message-reader';
import type { EnvoyMessage } from './filter-extension.ts';

const TYPED_STRUCTS: ReadonlySet<string> = new Set(['xds.type.v3.TypedStruct', 'udpa.type.v1.TypedStruct']);

/** What a TypedStruct carries: the name of a message, and its fields in YAML form. */
export type CarriedMessage = { readonly messageType: string; readonly value: EnvoyMessage };

/** The message inside a TypedStruct of xds or udpa; null for every other message. */
export function carriedMessage(message: EnvoyMessage): CarriedMessage | null {
  if (!TYPED_STRUCTS.has(messageTypeOf(String(message['@type'] ?? '')))) return null;
  const typeUrl = String(message['type_url'] ?? message['typeUrl'] ?? '');
  const { value } = message;
  return { messageType: messageTypeOf(typeUrl), value: isYamlMessage(value) ? value : {} };
}

/** `type.googleapis.com/a.b.C` without what stands before the last slash. */
export function messageTypeOf(typeUrl: string): string {
  return typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
}
