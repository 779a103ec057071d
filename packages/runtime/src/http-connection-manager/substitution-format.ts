import { type ByteString, bytesToByteString, textToByteString, textToBytes } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import type { MetadataValue } from '../stream-info/stream-info.ts';
import { type FormatContext, type FormatReader, type FormatValue, formatOperator } from './format-operators.ts';

type Piece = { readonly literal: ByteString } | { readonly read: FormatReader; readonly maxLength: number | null };

/** A compiled format string: `%REQ(x-a)% and %RESPONSE_CODE%`. Envoy: source/common/formatter. */
export class SubstitutionFormat {
  readonly #pieces: readonly Piece[];

  /**
   * Compiles a format. `unsimulated` is told each operator that prints nothing in the simulator.
   * Throws ConfigRejected where Envoy refuses the format.
   */
  constructor(format: string, unsimulated: (operator: string) => void) {
    this.#pieces = parse(format, unsimulated);
  }

  /** The text; what is missing prints as `missing`. */
  text(context: FormatContext, missing: '-' | ''): ByteString {
    let out = '';
    for (const piece of this.#pieces) {
      if ('literal' in piece) out += piece.literal;
      else out += printed(piece.read(context), piece.maxLength, missing);
    }
    return out;
  }

  /** The typed value for JSON: a single operator keeps its type, a missing one is null, anything else is text. */
  value(context: FormatContext): FormatValue {
    const [piece] = this.#pieces;
    if (this.#pieces.length === 1 && piece !== undefined && 'read' in piece) {
      const value = piece.read(context);
      if (isMessage(value)) return jsonText(value.json);
      return cut(value, piece.maxLength);
    }
    return this.text(context, '-');
  }
}

/** Envoy: `SubstitutionFormatParser::parse`. */
function parse(format: string, unsimulated: (operator: string) => void): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  const flush = () => {
    if (literal !== '') pieces.push({ literal: textToByteString(literal) });
    literal = '';
  };
  for (let at = 0; at < format.length; ) {
    if (format.charAt(at) !== '%') {
      literal += format.charAt(at++);
    } else if (format.charAt(at + 1) === '%') {
      literal += '%';
      at += 2;
    } else {
      const command = /^%([A-Z0-9_]+)(?:\(((?:[^)]|\)(?!%|:\d+%))*)\))?(?::(\d+))?%/.exec(format.slice(at));
      if (command === null) {
        throw new ConfigRejected(`Incorrect configuration: ${format}. Couldn't find valid command at position ${at}`);
      }
      flush();
      const [all, name = '', argument, maxLength] = command;
      pieces.push({
        read: formatOperator(name, argument ?? null, unsimulated),
        maxLength: maxLength === undefined ? null : Number(maxLength),
      });
      at += all.length;
    }
  }
  flush();
  return pieces;
}

function cut<T>(value: T, maxLength: number | null): T | ByteString {
  return maxLength !== null && typeof value === 'string' ? value.slice(0, maxLength) : value;
}

function printed(value: FormatValue, maxLength: number | null, missing: string): ByteString {
  if (value === null) return missing;
  return cut(typeof value === 'object' ? jsonText(value.json) : value, maxLength).toString();
}

/** A whole protobuf message is text in JSON as well. */
function isMessage(value: FormatValue): value is { readonly json: Readonly<Record<string, MetadataValue>> } {
  if (typeof value !== 'object' || value === null) return false;
  const { json } = value;
  return typeof json === 'object' && json !== null && '@type' in json;
}

/** JSON as Envoy writes it into texts: UTF-8, no spaces. */
export function jsonText(value: unknown): ByteString {
  return bytesToByteString(textToBytes(JSON.stringify(value)));
}
