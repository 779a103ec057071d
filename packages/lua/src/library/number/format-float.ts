import { type Conversion, padToWidth } from './conversion.ts';

/**
 * Writes a double for the conversions `a A e E f F g G`.
 *
 * Mirrors `lj_strfmt_putfnum` (lj_strfmt_num.c), which does not use the C library: exact ties round away from zero, a NaN
 * takes no sign (only the blank flag), and neither `inf` nor `nan` is ever padded with zeros.
 */
export function formatFloat(conversion: Conversion, value: number): string {
  const letter = conversion.letter.toLowerCase();
  const text = Number.isFinite(value) ? formatFinite(conversion, letter, value) : formatSpecial(conversion, value);
  return conversion.letter === letter ? text : text.toUpperCase();
}

function formatSpecial(conversion: Conversion, value: number): string {
  if (Number.isNaN(value)) return padToWidth(`${conversion.space ? ' ' : ''}nan`, conversion);
  return padToWidth(`${signOf(conversion, value < 0)}inf`, conversion);
}

function signOf(conversion: Conversion, negative: boolean): string {
  if (negative) return '-';
  if (conversion.plus) return '+';
  return conversion.space ? ' ' : '';
}

function formatFinite(conversion: Conversion, letter: string, value: number): string {
  const negative = value < 0 || Object.is(value, -0);
  const magnitude = Math.abs(value);
  const { precision, alternate } = conversion;
  let sign = signOf(conversion, negative);
  let body: string;
  if (letter === 'a') {
    sign += '0x';
    body = hexBody(magnitude, precision, alternate);
  } else if (letter === 'e') {
    body = exponentBody(magnitude, precision < 0 ? 6 : precision, alternate);
  } else if (letter === 'f') {
    body = fixedBody(magnitude, precision < 0 ? 6 : precision, alternate);
  } else {
    body = generalBody(magnitude, precision < 0 ? 6 : Math.max(precision, 1), alternate);
  }
  if (conversion.zero && !conversion.left) body = body.padStart(conversion.width - sign.length, '0');
  return padToWidth(sign + body, conversion);
}

function exponentBody(magnitude: number, precision: number, alternate: boolean): string {
  const [mantissa = '', exponent = ''] = magnitude.toExponential(precision).split('e');
  const point = alternate && precision === 0 ? '.' : '';
  const digits = exponent.slice(1);
  return `${mantissa}${point}e${exponent[0] ?? '+'}${digits.length < 2 ? '0' : ''}${digits}`;
}

function fixedBody(magnitude: number, precision: number, alternate: boolean): string {
  if (magnitude < 1e21) return magnitude.toFixed(precision) + (alternate && precision === 0 ? '.' : '');
  // toFixed turns to exponents here; all such doubles are whole, so their digits are exact.
  const point = precision > 0 || alternate ? '.' : '';
  return BigInt(magnitude).toString() + point + '0'.repeat(precision);
}

function generalBody(magnitude: number, digits: number, alternate: boolean): string {
  const [mantissa = '', power = ''] = magnitude.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= digits) {
    const [full = '', tail = ''] = exponentBody(magnitude, digits - 1, alternate).split('e');
    return `${alternate ? full : trimFraction(full)}e${tail}`;
  }
  // Not toFixed: it knows 100 places, and 0.000x with 99 digits has more.
  const significant = mantissa.replace('.', '');
  const point = exponent + 1;
  const whole = point <= 0 ? '0' : significant.slice(0, point);
  const fraction = point <= 0 ? '0'.repeat(-point) + significant : significant.slice(point);
  const fixed = fraction !== '' || alternate ? `${whole}.${fraction}` : whole;
  return alternate ? fixed : trimFraction(fixed);
}

function trimFraction(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

const view = new DataView(new ArrayBuffer(8));

/** `h.hhhp±d` without the `0x`, the leading digit normalised to 1 (2 where rounding carried into it). */
function hexBody(magnitude: number, precision: number, alternate: boolean): string {
  view.setFloat64(0, magnitude);
  const bits = view.getBigUint64(0);
  let exponent = Number(bits >> 52n);
  let mantissa = bits & 0xfffffffffffffn;
  if (exponent !== 0) {
    mantissa |= 1n << 52n;
    exponent -= 1023;
  } else if (mantissa !== 0n) {
    const shift = 53 - mantissa.toString(2).length;
    mantissa <<= BigInt(shift);
    exponent = -1022 - shift;
  }
  let places = precision;
  if (precision >= 0 && precision < 13) mantissa += 1n << BigInt(51 - precision * 4);
  let fraction = (mantissa & 0xfffffffffffffn).toString(16).padStart(13, '0');
  if (precision < 0) {
    fraction = fraction.replace(/0+$/, '');
    places = fraction.length;
  }
  fraction = fraction.slice(0, places).padEnd(places, '0');
  const point = places > 0 || alternate ? '.' : '';
  return `${mantissa >> 52n}${point}${fraction}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}
