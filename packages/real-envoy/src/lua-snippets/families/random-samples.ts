import { luaString, type Snippet } from '../snippet.ts';
import { pick, type Random, seeded } from './random-source.ts';

/** How many samples one snippet holds. */
const PER_SNIPPET = 25;

function grouped(group: string, samples: readonly string[], wrap: (list: string) => string): Snippet[] {
  const snippets: Snippet[] = [];
  for (let from = 0; from < samples.length; from += PER_SNIPPET) {
    const list = samples.slice(from, from + PER_SNIPPET).join(', ');
    snippets.push({ name: `${group} ${from / PER_SNIPPET + 1}`, source: wrap(list) });
  }
  return snippets;
}

/** A double as Lua source that means exactly it: any bits, or digits that lie near a rounding border. */
function double(random: Random): string {
  switch (random(5)) {
    case 0:
      return `${random(2) === 0 ? '' : '-'}0x1.${hexDigits(random, 13)}p${random(2046) - 1022}`;
    case 1:
      return `${random(1e9)}.${random(1e6)}`;
    case 2:
      return `${random(1e9)}${random(1e9)}e${random(40) - 30}`;
    case 3:
      // 14 to 16 digits and a five: near the border that %.14g rounds at.
      return `${1 + random(9)}${digits(random, 12 + random(3))}5e${random(30) - 20}`;
    default:
      return `0x0.${hexDigits(random, 1 + random(12))}p${-1022 - random(3)}`;
  }
}

function digits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random(10)).join('');
}

function hexDigits(random: Random, count: number): string {
  return Array.from({ length: count }, () => random(16).toString(16)).join('');
}

/** Doubles and their texts. */
function texts(): Snippet[] {
  const random = seeded(1);
  const samples = Array.from({ length: 1500 }, () => double(random));
  return grouped(
    'texts of doubles',
    samples,
    (list) => `for _, x in ipairs{${list}} do print(tostring(x), ("%.17g %a %.3f"):format(x, x, x % 1e15)) end`,
  );
}

/** Texts that are nearly or wholly numbers. */
function numeral(random: Random): string {
  const parts = [
    '',
    ' ',
    '+',
    '-',
    '0x',
    '0b',
    '.',
    '1',
    '27',
    '0',
    'f',
    '5e',
    'e',
    'E-',
    'p',
    'P+3',
    '000',
    '9999999999',
    ' ',
    'LL',
    '1e30',
    'inf',
    'nan',
    'i',
    '7.5',
    'x',
    '-1',
  ];
  return Array.from({ length: 1 + random(5) }, () => pick(random, parts)).join('');
}

function readings(): Snippet[] {
  const random = seeded(2);
  const decimal = (): string => `${digits(random, 1 + random(20))}.${digits(random, random(20))}e${random(640) - 320}`;
  const hex = (): string => `0x${hexDigits(random, random(18))}.${hexDigits(random, random(6))}p${random(2200) - 1100}`;
  const samples = Array.from({ length: 1500 }, (_, index) =>
    luaString([numeral(random), decimal(), hex()][index % 3]!),
  );
  return grouped(
    'readings of texts',
    samples,
    (list) => `for _, s in ipairs{${list}} do local n = tonumber(s) print(s, n and ("%.17g"):format(n)) end`,
  );
}

/** Random conversions of random numbers. */
function conversions(): Snippet[] {
  const random = seeded(3);
  const flags = ['', '', '-', '+', ' ', '#', '0', '-+', '+0', '# ', '-#', '0#', '+ 0'];
  const samples = Array.from({ length: 1000 }, () => {
    const width = random(2) === 0 ? '' : `${random(30)}`;
    const precision = random(2) === 0 ? '' : `.${random(25)}`;
    const spec = `%${pick(random, flags)}${width}${precision}${pick(random, ['d', 'x', 'o', 'u', 'f', 'e', 'g', 'a', 'G', 'E'])}`;
    return `{"${spec}|", ${double(random)}}`;
  });
  return grouped('conversions', samples, (list) => `for _, c in ipairs{${list}} do print(c[1], c[1]:format(c[2])) end`);
}

function pattern(random: Random): string {
  const items = [
    'a',
    'b',
    '.',
    '%a',
    '%d',
    '%s',
    '[ab]',
    '[^a]',
    '%w',
    '[a-c]',
    '%A',
    '(',
    ')',
    '()',
    '%1',
    '%bxy',
    '%f[%w]',
    '^',
    '$',
    '1',
    ' ',
    '%.',
    '(a',
    'b)',
    '(.)',
    '[%d ]',
    'x',
    'y',
  ];
  const suffixes = ['', '', '', '', '*', '+', '-', '?'];
  return Array.from({ length: 1 + random(6) }, () => pick(random, items) + pick(random, suffixes)).join('');
}

function subject(random: Random): string {
  return Array.from({ length: random(12) }, () =>
    pick(random, ['a', 'b', 'c', '1', ' ', 'x', 'y', '.', 'aa', '\n', 'B']),
  ).join('');
}

/** Random patterns on random subjects: find, match and gsub. */
function matches(): Snippet[] {
  const random = seeded(4);
  const samples = Array.from({ length: 2000 }, () => `{${luaString(subject(random))}, ${luaString(pattern(random))}}`);
  return grouped(
    'matches',
    samples,
    (list) =>
      `for _, c in ipairs{${list}} do local s, p = c[1], c[2] print(p, pcall(string.find, s, p)) print(pcall(string.match, s, p)) print(pcall(string.gsub, s, p, "<%1>")) end`,
  );
}

/** Arithmetic on random 64-bit integers and numbers. */
function wideArithmetic(): Snippet[] {
  const random = seeded(5);
  const wide = (): string => `0x${hexDigits(random, 1 + random(16))}${pick(random, ['LL', 'ULL'])}`;
  const samples = Array.from({ length: 500 }, () => {
    const operator = pick(random, ['+', '-', '*', '/', '%', '^', '==', '<', '<=']);
    const right = random(3) === 0 ? `${random(1e6) - 5e5}` : wide();
    return `-${wide()} ${operator} ${right}`;
  });
  return grouped('64-bit arithmetic', samples, (list) => `for _, v in ipairs{${list}} do print(v) end`);
}

/** Samples by the thousand, drawn by a fixed seed. */
export function randomSamples(): Snippet[] {
  return [...texts(), ...readings(), ...conversions(), ...matches(), ...wideArithmetic()];
}
