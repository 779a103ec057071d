import { type ByteString, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { FormatContext, FormatValue, Operator } from './format-context.ts';
import { OPERATORS, UNSIMULATED_OPERATORS } from './operators.ts';

/** A parsed format string. */
export type SubstitutionFormat = {
  /** Operators in it that Envoy knows and the simulator does not: they format as absent. */
  readonly notSimulated: readonly string[];
  /** The text with every operator replaced; `absent` stands where one finds nothing (`-` in logs, `` in headers). */
  format(context: FormatContext, absent: ByteString): ByteString;
  /** The value of a format that is one operator alone, with its JSON type; else the text. */
  value(context: FormatContext): FormatValue;
};

type Segment = { readonly text: ByteString } | { readonly operator: Operator; readonly maxLength: number | null };

const COMMAND = /%([A-Z0-9_]+)(?:\((.*?)\))?(?::([0-9]+))?%/y;

/**
 * Parses Envoy's format strings, used by access logs, header mutations and local replies: `%OPERATOR(argument):LENGTH%`
 * and `%%`. Throws ConfigRejected with Envoy's text for an unknown operator or a lone `%`.
 * Envoy: source/common/formatter/substitution_formatter.cc `SubstitutionFormatParser::parse`.
 */
export function parseSubstitutionFormat(format: string): SubstitutionFormat {
  const segments: Segment[] = [];
  const notSimulated: string[] = [];
  let literal = '';
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf('%', at);
    literal += format.slice(at, percent < 0 ? format.length : percent);
    if (percent < 0) break;
    if (format.charAt(percent + 1) === '%') {
      literal += '%';
      at = percent + 2;
      continue;
    }
    COMMAND.lastIndex = percent;
    const command = COMMAND.exec(format);
    if (command === null) {
      throw new ConfigRejected(
        `Incorrect configuration: ${format}. Couldn't find valid command at position ${percent}`,
      );
    }
    if (literal !== '') segments.push({ text: textToByteString(literal) });
    literal = '';
    const [whole, name = '', argument = '', length] = command;
    if (UNSIMULATED_OPERATORS.has(name)) notSimulated.push(name);
    segments.push({ operator: operatorOf(name, argument), maxLength: length === undefined ? null : Number(length) });
    at = percent + whole.length;
  }
  if (literal !== '') segments.push({ text: textToByteString(literal) });
  return new ParsedFormat(segments, notSimulated);
}

function operatorOf(name: string, argument: string): Operator {
  const maker = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (maker !== undefined) return maker(argument);
  if (UNSIMULATED_OPERATORS.has(name)) return () => null;
  throw new ConfigRejected(`Not supported field in StreamInfo: ${name}`);
}

class ParsedFormat implements SubstitutionFormat {
  readonly notSimulated: readonly string[];
  readonly #segments: readonly Segment[];

  constructor(segments: readonly Segment[], notSimulated: readonly string[]) {
    this.#segments = segments;
    this.notSimulated = notSimulated;
  }

  format(context: FormatContext, absent: ByteString): ByteString {
    let text = '';
    for (const segment of this.#segments)
      text += 'text' in segment ? segment.text : segmentText(segment, context, absent);
    return text;
  }

  value(context: FormatContext): FormatValue {
    const [only, ...others] = this.#segments;
    if (only === undefined || 'text' in only || others.length > 0) return this.format(context, '-');
    const value = only.operator(context);
    return typeof value === 'string' && only.maxLength !== null ? value.slice(0, only.maxLength) : value;
  }
}

function segmentText(
  segment: Extract<Segment, { operator: Operator }>,
  context: FormatContext,
  absent: string,
): string {
  const value = segment.operator(context);
  if (value === null) return absent;
  const text = typeof value === 'string' ? value : textToByteString(JSON.stringify(value));
  return segment.maxLength === null ? text : text.slice(0, segment.maxLength);
}
