/**
 * The text of a Lua number, as `tostring`, `print`, `..` and `table.concat` write it: C's `%.14g`.
 *
 * Mirrors `lj_strfmt_num` (lj_strfmt.c). Exact ties are rounded away from zero, which is LuaJIT's rule and JavaScript's,
 * but not the one of glibc.
 *
 * @returns an ASCII byte string, for example `3`, `-0`, `1e+15`, `0.1`, `inf`, `nan` (a NaN never has a sign)
 */
export function numberToText(value: number): string {
  if (Number.isInteger(value) && value < 1e14 && value > -1e14) {
    return value === 0 && Object.is(value, -0) ? '-0' : `${value}`;
  }
  if (Number.isNaN(value)) return 'nan';
  if (value === Number.POSITIVE_INFINITY) return 'inf';
  if (value === Number.NEGATIVE_INFINITY) return '-inf';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e14) {
    // Shortest round-trip text with no more than 14 digits is what %.14g prints too.
    const shortest = `${value}`;
    if (shortest.length <= 15) return shortest;
  }
  return fourteenDigits(value);
}

function fourteenDigits(value: number): string {
  const scientific = value.toExponential(13);
  const mark = scientific.indexOf('e');
  const exponent = Number(scientific.slice(mark + 1));
  const sign = value < 0 ? '-' : '';
  const digits = trimZeros(scientific.slice(sign.length, mark).replace('.', ''));
  if (exponent < -4 || exponent >= 14) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0] ?? ''}${fraction}${exponentText(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

function trimZeros(digits: string): string {
  let end = digits.length;
  while (end > 1 && digits.charCodeAt(end - 1) === 48) end--;
  return digits.slice(0, end);
}

function exponentText(exponent: number): string {
  const magnitude = Math.abs(exponent);
  return `e${exponent < 0 ? '-' : '+'}${magnitude < 10 ? '0' : ''}${magnitude}`;
}
