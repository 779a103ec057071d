const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A moment as `%START_TIME(...)%` prints it, in UTC; `pattern` null: `2026-11-21T10:17:10.383Z`.
 * Envoy: source/common/common/utility.cc `DateFormatter` (strftime and `%3f`, `%6f`, `%9f`).
 */
export function formatTime(epochMs: number, pattern: string | null): string {
  const date = new Date(Math.floor(epochMs));
  if (pattern === null || pattern === '') return date.toISOString();
  const nanos = Math.floor((epochMs - Math.floor(epochMs / 1000) * 1000) * 1e6);
  return pattern.replace(/%([1-9]?)([A-Za-z%])/g, (all, digits: string, code: string) => {
    if (code === 'f')
      return String(nanos)
        .padStart(9, '0')
        .slice(0, digits === '' ? 9 : Number(digits));
    return strftime(date, code) ?? all;
  });
}

let lastDate = { second: Number.NaN, text: '' };

/** `Sat, 21 Nov 2026 12:25:23 GMT`: the `date` header. The last second's text is kept. */
export function httpDate(epochMs: number): string {
  const second = Math.floor(epochMs / 1000);
  if (second !== lastDate.second) lastDate = { second, text: formatTime(epochMs, '%a, %d %b %Y %H:%M:%S GMT') };
  return lastDate.text;
}

function strftime(date: Date, code: string): string | null {
  const two = (value: number) => String(value).padStart(2, '0');
  switch (code) {
    case 'Y':
      return String(date.getUTCFullYear());
    case 'm':
      return two(date.getUTCMonth() + 1);
    case 'd':
      return two(date.getUTCDate());
    case 'e':
      return String(date.getUTCDate()).padStart(2, ' ');
    case 'H':
      return two(date.getUTCHours());
    case 'M':
      return two(date.getUTCMinutes());
    case 'S':
      return two(date.getUTCSeconds());
    case 's':
      return String(Math.floor(date.getTime() / 1000));
    case 'a':
      return DAYS[date.getUTCDay()] ?? '';
    case 'b':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'T':
      return date.toISOString().slice(11, 19);
    case 'F':
      return date.toISOString().slice(0, 10);
    case 'z':
      return '+0000';
    case 'Z':
      return 'UTC';
    default:
      return rareCode(date, code);
  }
}

const LONG_DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const DAY_MS = 86_400_000;

function rareCode(date: Date, code: string): string | null {
  const two = (value: number) => String(value).padStart(2, '0');
  const [year, month, day] = [two(date.getUTCFullYear() % 100), two(date.getUTCMonth() + 1), two(date.getUTCDate())];
  const hour = date.getUTCHours();
  switch (code) {
    case 'y':
      return year;
    case 'D':
      return `${month}/${day}/${year}`;
    case 'j':
      return String(Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY_MS) + 1).padStart(3, '0');
    case 'w':
      return String(date.getUTCDay());
    case 'u':
      return String(date.getUTCDay() || 7);
    case 'A':
      return LONG_DAYS[date.getUTCDay()] ?? '';
    case 'h':
      return MONTHS[date.getUTCMonth()] ?? '';
    case 'R':
      return date.toISOString().slice(11, 16);
    case 'I':
      return two(hour % 12 || 12);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case '%':
      return '%';
    default:
      return null;
  }
}
