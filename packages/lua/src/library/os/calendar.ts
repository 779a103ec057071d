/**
 * The proleptic Gregorian calendar in UTC: what C's `gmtime` and `mktime` compute when the time zone is UTC.
 */

/** A moment broken down as C's `struct tm`, with human numbers for month and year. */
export type CalendarTime = {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekDay: number;
  /** 0 is the first of January. */
  readonly yearDay: number;
};

const SECONDS_PER_DAY = 86_400n;
/** `tm_year` is a C int that counts from 1900. */
const LATEST_YEAR = 2 ** 31 - 1 + 1900;
const EARLIEST_YEAR = -(2 ** 31) + 1900;

/** Days from 1970-01-01 to the given civil date; months outside 1…12 must have been normalised. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/**
 * Breaks seconds since 1970 down to calendar fields.
 *
 * @returns `undefined` where the year does not fit a C int, as `gmtime` does
 */
export function breakDown(seconds: bigint): CalendarTime | undefined {
  const days = floorDivide(seconds, SECONDS_PER_DAY);
  const rest = Number(seconds - days * SECONDS_PER_DAY);
  if (days > 900_000_000_000n || days < -900_000_000_000n) return undefined;
  const shifted = Number(days) + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  if (year > LATEST_YEAR || year < EARLIEST_YEAR) return undefined;
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hour: Math.floor(rest / 3600),
    minute: Math.floor(rest / 60) % 60,
    second: rest % 60,
    weekDay: (((Number(days) + 4) % 7) + 7) % 7,
    yearDay: Number(days) - daysFromCivil(year, 1, 1),
  };
}

/** The date fields that `os.time` takes from its table; any whole numbers, normalised as `mktime` does. */
export type DateFields = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
};

/**
 * Seconds since 1970 of calendar fields, which may lie outside their usual ranges (month 14, second −5).
 *
 * @returns `undefined` where the resulting year does not fit a C int, as `mktime` fails
 */
export function toSeconds(fields: DateFields): bigint | undefined {
  const months = fields.month - 1;
  const year = fields.year + Math.floor(months / 12);
  const month = (((months % 12) + 12) % 12) + 1;
  const days = BigInt(daysFromCivil(year, month, 1)) + BigInt(fields.day - 1);
  const seconds =
    days * SECONDS_PER_DAY + BigInt(fields.hour) * 3600n + BigInt(fields.minute) * 60n + BigInt(fields.second);
  return breakDown(seconds) === undefined ? undefined : seconds;
}
