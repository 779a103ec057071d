/** `wanted`, or `wanted 2`, `wanted-3` … : the first that nobody has. Names with spaces count with a space. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  const numbered = /^(.*?)([ -])(\d+)$/.exec(wanted);
  const stem = numbered?.[1] ?? wanted;
  const gap = numbered?.[2] ?? (wanted.includes(' ') ? ' ' : '-');
  for (let count = 2; ; count++) {
    const name = `${stem}${gap}${count}`;
    if (!taken.includes(name)) return name;
  }
}
