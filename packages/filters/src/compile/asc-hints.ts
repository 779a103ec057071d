/** Where AssemblyScript differs from TypeScript, said for the messages that people meet first. */
const HINTS: readonly { readonly code: string; readonly message?: RegExp; readonly hint: string }[] = [
  {
    code: 'AS100',
    message: /closure/i,
    hint: 'AssemblyScript has no closures. Keep the value in a field of the class or in a top-level variable.',
  },
  {
    code: 'AS100',
    message: /iterators|for-of|for\.\.of/i,
    hint: 'Count instead: for (let i = 0; i < list.length; i++).',
  },
  { code: 'AS100', message: /exceptions/i, hint: 'Nothing can be caught. Check the values beforehand.' },
  { code: 'AS100', hint: 'AssemblyScript does not have this part of TypeScript.' },
  {
    code: 'AS200',
    hint: 'AssemblyScript does not narrow numbers by itself. Write the cast: <i32>value, or value as i32.',
  },
  {
    code: 'TS2304',
    message: /'(any|unknown|undefined|number|symbol|object)'/,
    hint: 'Name the exact type: i32, u32, i64, u64, f64, bool, string, or a class.',
  },
  { code: 'TS2304', hint: 'Is it imported? What the SDK has comes from "chainwright".' },
  {
    code: 'TS2322',
    message: /\| null'.*'(?!.*\| null)/,
    hint: 'It may be null. Ask first, if (value !== null), or use get(name, fallback) in place of find(name).',
  },
  {
    code: 'TS2531',
    hint: 'Put the value into a local constant and ask, if (value !== null), before you use it.',
  },
  { code: 'TS2339', hint: 'Press Ctrl+Space behind the dot to see what there is.' },
  { code: 'TS6054', hint: 'Files import each other by relative path, "./other"; the SDK is "chainwright".' },
];

/** What to do about a message of the AssemblyScript compiler; null when there is nothing to add. */
export function ascHint(code: string, message: string): string | null {
  const found = HINTS.find((one) => one.code === code && (one.message === undefined || one.message.test(message)));
  return found === undefined ? null : found.hint;
}
