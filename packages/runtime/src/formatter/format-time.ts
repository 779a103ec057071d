const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill);

const FIELDS: Readonly<Record<string, (date: Date) => string>> = {
  Y: (d) => String(d.getUTCFullYear()),
  y: (d) => pad(d.getUTCFullYear() % 100, 2),
  m: (d) => pad(d.getUTCMonth() + 1, 2),
  d: (d) => pad(d.getUTCDate(), 2),
  e: (d) => pad(d.getUTCDate(), 2, ' '),
  H: (d) => pad(d.getUTCHours(), 2),
  M: (d) => pad(d.getUTCMinutes(), 2),
  S: (d) => pad(d.getUTCSeconds(), 2),
  b: (d) => MONTHS[d.getUTCMonth()] ?? '',
  a: (d) => DAYS[d.getUTCDay()] ?? '',
  F: (d) => d.toISOString().slice(0, 10),
  T: (d) => d.toISOString().slice(11, 19),
  s: (d) => String(Math.floor(d.getTime() / 1000)),
  Z: () => 'UTC',
  z: () => '+0000',
  '%': () => '%',
};

/**
 * Formats a moment (milliseconds since 1970, with a fraction) as Envoy's `%START_TIME(…)%` does: strftime in UTC, plus
 * `%f` and `%1f`…`%9f` for that many digits of the second's fraction. An empty format is ISO 8601 with milliseconds.
 * Envoy: source/common/common/utility.cc `DateFormatter`.
 */
export function formatTime(epochMs: number, format: string): string {
  const date = new Date(Math.floor(epochMs));
  if (format === '') return date.toISOString();
  const nanos = Math.round((epochMs - Math.floor(epochMs / 1000) * 1000) * 1e6);
  return format.replace(/%([1-9]?)([A-Za-z%])/g, (whole, digits: string, letter: string) => {
    if (letter === 'f') return pad(nanos, 9).slice(0, digits === '' ? 9 : Number(digits));
    if (digits !== '') return whole;
    return FIELDS[letter]?.(date) ?? whole;
  });
}
