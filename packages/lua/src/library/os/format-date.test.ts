import { describe, expect, it } from 'vitest';
import { breakDown, toSeconds } from './calendar.ts';
import { formatDate } from './format-date.ts';

describe('formatDate', () => {
  // All answers are those of glibc, written by os.date in Envoy.
  it.each([
    ['%c', 0n, 'Thu Jan  1 00:00:00 1970'],
    ['%a %A %b %B %d %e', 1_000_000_000n, 'Sun Sunday Sep September 09  9'],
    ['%H %I %k %l %M %S %p %P %r', 1_000_000_000n, '01 01  1  1 46 40 AM am 01:46:40 AM'],
    ['%j %m %y %Y %C %u %w %U %W %V %g %G', 1_000_000_000n, '252 09 01 2001 20 7 0 36 36 36 01 2001'],
    ['%F %D %x %X %R %T %s', 1_000_000_000n, '2001-09-09 09/09/01 09/09/01 01:46:40 01:46 01:46:40 1000000000'],
    ['%z %Z %n %t %%', 0n, '+0000 GMT \n \t %'],
    ['%_d|%-d|%0e|%_10d|%-10d|%010e|%10Y', 1_000_000_000n, ' 9|9|09|         9|         9|0000000009|0000002001'],
    ['%^a|%#a|%^c|%#p|%^P|%#Z|%10a|%010a', 0n, 'THU|THU|THU JAN  1 00:00:00 1970|am|am|gmt|       Thu|0000000Thu'],
    ['%_z|%8z|%_8z|%08z|%-8z', 0n, '+   0|       +00000000|       +       0|0000000+00000000|       +       0'],
    ['%Ea %Oa %Ed %Od %Ey %E% %Q %10N %010N %^q', 0n, '%Ea %Oa %Ed 01 70 % %Q       %10N 00000%010N %^Q'],
    ['%', 0n, '%'],
    ['abc%5', 0n, 'abc   %5'],
    ['a\0b', 0n, 'a'],
    ['%Y %C %y %G', -62_170_000_000n, '-1 -1 99 -1'],
    ['%06Y', -62_170_000_000n, '-00001'],
    ['%F', 253_402_300_800n, '10000-01-01'],
    ['%F', 9_007_199_254_740_992n, '285428751-11-12'],
  ])('writes %j of %d', (format, seconds, expected) => {
    expect(formatDate(format, seconds, 'GMT')).toBe(expected);
  });

  it.each([
    [1_104_451_200n, '2004-12-31 2004-53'],
    [1_136_073_600n, '2006-01-01 2005-52'],
    [1_199_059_200n, '2007-12-31 2008-01'],
    [1_262_304_000n, '2010-01-01 2009-53'],
  ])('knows the ISO week of %d', (seconds, expected) => {
    expect(formatDate('%F %G-%V', seconds, 'GMT')).toBe(expected);
  });

  it('has no answer beyond the years that a C int holds', () => {
    expect(formatDate('%c', 100_000_000_000_000_000n, 'GMT')).toBeUndefined();
  });
});

describe('calendar', () => {
  const noon = { hour: 12, minute: 0, second: 0 };
  it.each([
    [{ ...noon, year: 2000, month: 1, day: 1 }, 946_728_000n],
    [{ year: 2000, month: 14, day: -5, hour: 100, minute: -3, second: 7 }, 980_827_027n],
    [{ year: 1969, month: 12, day: 31, hour: 23, minute: 59, second: 58 }, -2n],
    [{ ...noon, year: -1, month: -1, day: 0 }, toSeconds({ ...noon, year: -2, month: 10, day: 31 })],
    [{ ...noon, year: 2147485547, month: 13, day: 31 }, undefined],
  ])('counts the seconds of %o', (fields, seconds) => {
    expect(toSeconds(fields)).toBe(seconds);
  });

  it('breaks down what it counts, over 1,000 years', () => {
    for (let day = -365_000; day < 365_000; day += 97) {
      const time = breakDown(BigInt(day) * 86_400n + 5n)!;
      expect(toSeconds(time)).toBe(BigInt(day) * 86_400n + 5n);
    }
  });
});
