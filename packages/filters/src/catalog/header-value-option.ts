import type { MessageReader } from '@chainwright/runtime/config/message-reader';
import { type ByteString, textToByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import type { FormatContext } from '@chainwright/runtime/http-connection-manager/format-operators';
import { SubstitutionFormat } from '@chainwright/runtime/http-connection-manager/substitution-format';

/** What happens when the header is there already. */
export type AppendAction =
  | 'APPEND_IF_EXISTS_OR_ADD'
  | 'ADD_IF_ABSENT'
  | 'OVERWRITE_IF_EXISTS_OR_ADD'
  | 'OVERWRITE_IF_EXISTS';

/** The names of AppendAction in the order of their numbers. */
export const APPEND_ACTIONS = [
  'APPEND_IF_EXISTS_OR_ADD',
  'ADD_IF_ABSENT',
  'OVERWRITE_IF_EXISTS_OR_ADD',
  'OVERWRITE_IF_EXISTS',
] as const;

/** One header to set, its value a format. */
export type HeaderValueOption = {
  readonly name: ByteString;
  readonly format: SubstitutionFormat;
  readonly action: AppendAction;
  readonly keepEmptyValue: boolean;
};

/** Reads `envoy.config.core.v3.HeaderValueOption`; `unsimulated` is told format operators that print nothing here. */
export function readHeaderValueOption(
  reader: MessageReader,
  unsimulated: (operator: string) => void,
): HeaderValueOption {
  const { name, format } = reader.requiredMessage('header', 'envoy.config.core.v3.HeaderValue', (header) => {
    const key = header.string('key', { minLength: 1 });
    const raw = header.string('raw_value');
    const value = header.string('value') || raw;
    return { name: textToByteString(key.toLowerCase()), format: new SubstitutionFormat(value, unsimulated) };
  });
  const legacyAppend = reader.has('append') ? reader.bool('append') : null;
  const action = reader.enumeration('append_action', APPEND_ACTIONS, 'APPEND_IF_EXISTS_OR_ADD');
  return {
    name,
    format,
    action: legacyAppend === false ? 'OVERWRITE_IF_EXISTS_OR_ADD' : action,
    keepEmptyValue: reader.bool('keep_empty_value'),
  };
}

/**
 * Sets one header. An overwritten header moves to the end; an empty value adds nothing unless it is to be kept.
 * Envoy: source/common/http/header_mutation.cc `AppendMutation::evaluateHeaders`.
 */
export function applyHeaderValueOption(option: HeaderValueOption, headers: HeaderMap, context: FormatContext): void {
  const value = option.format.text(context, '');
  if (value === '' && !option.keepEmptyValue) return;
  const exists = headers.has(option.name);
  switch (option.action) {
    case 'APPEND_IF_EXISTS_OR_ADD':
      headers.add(option.name, value);
      return;
    case 'ADD_IF_ABSENT':
      if (!exists) headers.add(option.name, value);
      return;
    case 'OVERWRITE_IF_EXISTS_OR_ADD':
      headers.replace(option.name, value);
      return;
    case 'OVERWRITE_IF_EXISTS':
      if (exists) headers.replace(option.name, value);
      return;
  }
}
