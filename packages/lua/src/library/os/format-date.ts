import { breakDown, type CalendarTime } from './calendar.ts';

const WEEK_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** What stands between `%` and the letter: a padding flag, case flags, a width and an E or O modifier. */
type Request = {
  pad: '' | '_' | '-' | '0';
  upper: boolean;
  swapCase: boolean;
  width: number;
  modifier: '' | 'E' | 'O';
};

/** A conversion's answer: a number to be padded, or a text. */
type Field =
  | { readonly number: number | bigint; readonly digits: number; readonly blank?: true }
  | { readonly text: string; readonly lower?: true };

const number = (value: number | bigint, digits: number): Field => ({ number: value, digits });
const text = (value: string): Field => ({ text: value });

/**
 * Writes a moment by a `strftime` format, as glibc does in the C locale with the time zone UTC (`os.date`).
 *
 * Knows glibc's flags (`_ - 0 ^ #`), widths and the modifiers `E` and `O`. An invalid conversion is copied as it is.
 *
 * @param format a byte string; it ends at its first NUL byte
 * @param zone the name that `%Z` writes: `GMT` for `!` formats, `UTC` for local time
 */
export function formatDate(format: string, seconds: bigint, zone: 'GMT' | 'UTC'): string | undefined {
  const time = breakDown(seconds);
  return time === undefined ? undefined : expand(format, { time, seconds, zone });
}

type Moment = { readonly time: CalendarTime; readonly seconds: bigint; readonly zone: string };

function expand(format: string, moment: Moment): string {
  let result = '';
  let at = 0;
  while (at < format.length) {
    const char = format[at]!;
    if (char === '\0') break;
    if (char !== '%') {
      result += char;
      at++;
      continue;
    }
    const { request, end } = readRequest(format, at + 1);
    const letter = format[end] ?? '\0';
    const field = accepts(letter, request.modifier) ? fieldOf(letter, request, moment) : undefined;
    const stop = letter === '\0' ? end : end + 1;
    result += write(field ?? text(format.slice(at, stop)), request);
    at = stop;
  }
  return result;
}

function readRequest(format: string, start: number): { request: Request; end: number } {
  const request: Request = { pad: '', upper: false, swapCase: false, width: -1, modifier: '' };
  let at = start;
  for (; ; at++) {
    const char = format[at];
    if (char === '_' || char === '-' || char === '0') request.pad = char;
    else if (char === '^') request.upper = true;
    else if (char === '#') request.swapCase = true;
    else break;
  }
  for (; format[at] !== undefined && format[at]! >= '0' && format[at]! <= '9'; at++) {
    request.width = Math.min(Math.max(request.width, 0) * 10 + Number(format[at]), 2 ** 31 - 1);
  }
  if (format[at] === 'E' || format[at] === 'O') request.modifier = format[at++] as 'E' | 'O';
  return { request, end: at };
}

/** Which letters glibc allows behind a modifier. */
function accepts(letter: string, modifier: string): boolean {
  if (modifier === 'E') return '%cCnpPrRstTuxXyYzZ'.includes(letter);
  return modifier !== 'O' || !'aAcDFxXY'.includes(letter);
}

function write(field: Field, request: Request): string {
  if ('text' in field) {
    let value = field.text;
    if (field.lower) value = value.toLowerCase();
    else if (request.upper) value = value.toUpperCase();
    return pad(value, request.width, request.pad === '0');
  }
  const negative = field.number < 0;
  const digits = `${field.number}`.replace('-', '');
  const blank = request.pad === '_' || (request.pad === '' && field.blank === true);
  const wanted = Math.max(field.digits, request.width);
  const sign = negative ? '-' : '';
  if (request.pad === '-') return pad(sign + digits, request.width, false);
  if (blank) return (sign + digits).padStart(wanted, ' ');
  return sign + digits.padStart(wanted - sign.length, '0');
}

function pad(value: string, width: number, zeros: boolean): string {
  return value.padStart(width, zeros ? '0' : ' ');
}

function fieldOf(letter: string, request: Request, moment: Moment): Field | undefined {
  return nameField(letter, request, moment) ?? numberField(letter, moment) ?? compositeField(letter, request, moment);
}

function nameField(letter: string, request: Request, { time, zone }: Moment): Field | undefined {
  const named = (value: string): Field => text(request.swapCase ? value.toUpperCase() : value);
  switch (letter) {
    case 'a':
      return named(WEEK_DAYS[time.weekDay]!.slice(0, 3));
    case 'A':
      return named(WEEK_DAYS[time.weekDay]!);
    case 'b':
    case 'h':
      return named(MONTHS[time.month - 1]!.slice(0, 3));
    case 'B':
      return named(MONTHS[time.month - 1]!);
    case 'p':
    case 'P': {
      const half = time.hour >= 12 ? 'PM' : 'AM';
      return letter === 'P' || request.swapCase ? { text: half, lower: true } : text(half);
    }
    case 'Z':
      return request.swapCase ? { text: zone, lower: true } : text(zone);
    case 'n':
      return text('\n');
    case 't':
      return text('\t');
    case '%':
      return text('%');
    default:
      return undefined;
  }
}

function numberField(letter: string, { time, seconds }: Moment): Field | undefined {
  const century = (year: number): number => ((year % 100) + 100) % 100;
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12;
  const monday = (time.weekDay + 6) % 7;
  switch (letter) {
    case 'C':
      return number(Math.floor(time.year / 100), 1);
    case 'd':
      return number(time.day, 2);
    case 'e':
      return { number: time.day, digits: 2, blank: true };
    case 'g':
      return number(century(isoWeek(time).year), 2);
    case 'G':
      return number(isoWeek(time).year, 1);
    case 'H':
      return number(time.hour, 2);
    case 'I':
      return number(hour12, 2);
    case 'j':
      return number(time.yearDay + 1, 3);
    case 'k':
      return { number: time.hour, digits: 2, blank: true };
    case 'l':
      return { number: hour12, digits: 2, blank: true };
    case 'm':
      return number(time.month, 2);
    case 'M':
      return number(time.minute, 2);
    case 's':
      return number(seconds, 1);
    case 'S':
      return number(time.second, 2);
    case 'u':
      return number(monday + 1, 1);
    case 'U':
      return number(Math.floor((time.yearDay - time.weekDay + 7) / 7), 2);
    case 'V':
      return number(isoWeek(time).week, 2);
    case 'w':
      return number(time.weekDay, 1);
    case 'W':
      return number(Math.floor((time.yearDay - monday + 7) / 7), 2);
    case 'y':
      return number(century(time.year), 2);
    case 'Y':
      return number(time.year, 1);
    default:
      return undefined;
  }
}

const COMPOSITES: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function compositeField(letter: string, request: Request, moment: Moment): Field | undefined {
  // glibc pads the sign and the number each by themselves.
  if (letter === 'z') return text(write(text('+'), request) + write(number(0, 4), request));
  const composite = Object.hasOwn(COMPOSITES, letter) ? COMPOSITES[letter] : undefined;
  return composite === undefined ? undefined : text(expand(composite, moment));
}

/** The ISO 8601 week: weeks begin on Monday, week 1 holds the year's first Thursday. */
function isoWeek(time: CalendarTime): { year: number; week: number } {
  const monday = (time.weekDay + 6) % 7;
  const thursday = time.yearDay - monday + 3;
  if (thursday < 0) return { year: time.year - 1, week: weekOfDay(thursday + daysIn(time.year - 1)) };
  if (thursday >= daysIn(time.year)) return { year: time.year + 1, week: 1 };
  return { year: time.year, week: weekOfDay(thursday) };
}

const weekOfDay = (thursday: number): number => Math.floor(thursday / 7) + 1;

function daysIn(year: number): number {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 366 : 365;
}
