import { int32Argument, numberArgument } from '../../host/arguments.ts';
import type { HostCall, LuaCall } from '../../host/host-call.ts';
import { hostFunction } from '../../host/host-function.ts';
import { Complex } from '../../values/complex.ts';
import { Int64 } from '../../values/int64.ts';
import type { LuaValue } from '../../values/value.ts';
import { type Conversion, type FormatPiece, padToWidth, parseFormat } from '../number/conversion.ts';
import { formatFloat } from '../number/format-float.ts';
import { doubleToInt64, doubleToUint64, formatInteger } from '../number/format-integer.ts';
import { checkLength, payForString } from './bytes.ts';
import { plainText, pointerText } from './plain-text.ts';
import { quote } from './quote.ts';

/** `string.format` (`lj_strfmt_putarg` in lj_strfmt.c). */

/** Formats seen before, already split; emptied when it has grown. */
const parsed = new Map<string, readonly FormatPiece[]>();
const MAX_PARSED = 256;

function piecesOf(format: string): readonly FormatPiece[] {
  let pieces = parsed.get(format);
  if (pieces === undefined) {
    if (parsed.size >= MAX_PARSED) parsed.clear();
    pieces = parseFormat(format);
    parsed.set(format, pieces);
  }
  return pieces;
}

/** `string.format`. */
export const format = hostFunction('format', (call) => {
  const pieces = piecesOf(call.checkString(1));
  let text = '';
  let position = 1;
  for (const piece of pieces) {
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'invalid') throw call.error(`invalid option '${piece.text}' to 'format'`);
    else {
      position++;
      if (needsMetamethod(call, piece.conversion, position)) {
        return call.run((own) => formatWithMetamethods(own, pieces), { boundary: true });
      }
      text = joined(call, text, convert(call, piece.conversion, position, call.arg(position)));
    }
  }
  payForString(call, text.length);
  return call.one(text);
});

function joined(call: HostCall, text: string, more: string): string {
  checkLength(call, text.length + more.length);
  return text + more;
}

function needsMetamethod(call: HostCall, conversion: Conversion, position: number): boolean {
  return isText(conversion) && tostringHandler(call, call.arg(position)) !== undefined;
}

const isText = (conversion: Conversion): boolean => conversion.letter === 's' || conversion.letter === 'q';

function tostringHandler(call: HostCall, value: LuaValue): LuaValue {
  if (typeof value === 'string' || typeof value === 'number' || value === undefined) return undefined;
  return call.state.metatableFor(value)?.getName('__tostring');
}

/** The whole format anew, with the calls that `__tostring` needs. Nothing before them has effects. */
function* formatWithMetamethods(call: HostCall, pieces: readonly FormatPiece[]): Generator<LuaCall, number, LuaValue> {
  let text = '';
  let position = 1;
  for (const piece of pieces) {
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'invalid') throw call.error(`invalid option '${piece.text}' to 'format'`);
    else {
      position++;
      let value = call.arg(position);
      const handler = isText(piece.conversion) ? tostringHandler(call, value) : undefined;
      if (handler !== undefined) value = yield [handler, value];
      text = joined(call, text, convert(call, piece.conversion, position, value));
    }
  }
  payForString(call, text.length);
  return call.one(text);
}

function convert(call: HostCall, conversion: Conversion, position: number, value: LuaValue): string {
  if (position > call.count) throw call.argumentError(position, 'value expected');
  switch (conversion.letter) {
    case 'd':
    case 'i':
      if (value instanceof Int64 && !(value instanceof Complex)) return formatInteger(conversion, value.value);
      return formatInteger(conversion, doubleToInt64(numberArgument(value, position)));
    case 'o':
    case 'u':
    case 'x':
    case 'X':
      if (value instanceof Int64 && !(value instanceof Complex)) return formatInteger(conversion, value.value);
      return formatInteger(conversion, doubleToUint64(numberArgument(value, position)));
    case 'c':
      return padToWidth(String.fromCharCode(int32Argument(value, position) & 255), conversion);
    case 's': {
      const text = plainText(call.state, value);
      return padToWidth(conversion.precision < 0 ? text : text.slice(0, conversion.precision), conversion);
    }
    case 'q':
      return quote(plainText(call.state, value));
    case 'p':
      return pointerText(call.state, value);
    default:
      return formatFloat(conversion, numberArgument(value, position));
  }
}
