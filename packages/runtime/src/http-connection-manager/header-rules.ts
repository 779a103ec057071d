import type { MessageReader } from '../config/message-reader.ts';
import { textToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { FormatContext } from './format-operators.ts';
import { SubstitutionFormat } from './substitution-format.ts';

const ACTIONS = [
  'APPEND_IF_EXISTS_OR_ADD',
  'ADD_IF_ABSENT',
  'OVERWRITE_IF_EXISTS_OR_ADD',
  'OVERWRITE_IF_EXISTS',
] as const;

type AppendAction = (typeof ACTIONS)[number];

/** One header that a level adds. */
export type HeaderAddition = {
  readonly name: string;
  readonly format: SubstitutionFormat;
  readonly action: AppendAction;
  readonly keepEmpty: boolean;
};

/** What one level of the route configuration changes in the headers of one direction. */
export type HeaderRules = { readonly add: readonly HeaderAddition[]; readonly remove: readonly string[] };

/** Told of each access-log operator that prints nothing here. */
export type Unsimulated = (operator: string) => void;

/** Reads `<direction>_headers_to_add` and `_remove` of a message. Envoy: source/common/router/header_parser.cc. */
export function readHeaderRules(
  reader: MessageReader,
  direction: 'request' | 'response',
  unsimulated: Unsimulated,
): HeaderRules {
  const add = readHeaderAdditions(reader, `${direction}_headers_to_add`, unsimulated);
  const remove = reader.strings(`${direction}_headers_to_remove`).map((name) => name.toLowerCase());
  for (const name of remove) {
    if (name.startsWith(':') || name === 'host')
      throw new ConfigRejected(':-prefixed or host headers may not be removed');
  }
  return { add, remove: remove.map(textToByteString) };
}

/** Reads one list of HeaderValueOption messages. */
export function readHeaderAdditions(reader: MessageReader, field: string, unsimulated: Unsimulated): HeaderAddition[] {
  return reader.messages(field, 'envoy.config.core.v3.HeaderValueOption', (option) => {
    const keepEmpty = option.bool('keep_empty_value');
    const action: AppendAction = option.has('append')
      ? option.bool('append', true)
        ? 'APPEND_IF_EXISTS_OR_ADD'
        : 'OVERWRITE_IF_EXISTS_OR_ADD'
      : option.enumeration('append_action', ACTIONS, 'APPEND_IF_EXISTS_OR_ADD');
    return option.requiredMessage('header', 'envoy.config.core.v3.HeaderValue', (header) => {
      header.ignore('raw_value');
      const name = header.string('key', { minLength: 1 }).toLowerCase();
      if (name.startsWith(':') || name === 'host') {
        throw new ConfigRejected(':-prefixed or host headers may not be modified');
      }
      const format = new SubstitutionFormat(header.string('value'), unsimulated);
      return { name: textToByteString(name), format, action, keepEmpty };
    });
  });
}

/**
 * Applies one level: removals, then all overwrites, then all additions; every value is computed before the first change.
 * Envoy: `HeaderParser::evaluateHeaders`.
 */
export function applyHeaderRules(rules: HeaderRules, headers: HeaderMap, context: FormatContext): void {
  for (const name of rules.remove) headers.remove(name);
  applyHeaderAdditions(rules.add, headers, context);
}

/** The additions of one level. */
export function applyHeaderAdditions(
  additions: readonly HeaderAddition[],
  headers: HeaderMap,
  context: FormatContext,
): void {
  const overwritten: [string, string][] = [];
  const added: [string, string][] = [];
  for (const { name, format, action, keepEmpty } of additions) {
    const value = format.text(context, '');
    if (value === '' && !keepEmpty) continue;
    if (action === 'APPEND_IF_EXISTS_OR_ADD' || (action === 'ADD_IF_ABSENT' && !headers.has(name))) {
      added.push([name, value]);
    } else if (action === 'OVERWRITE_IF_EXISTS_OR_ADD' || (action === 'OVERWRITE_IF_EXISTS' && headers.has(name))) {
      overwritten.push([name, value]);
    }
  }
  for (const [name, value] of overwritten) headers.replace(name, value);
  for (const [name, value] of added) headers.add(name, value);
}
