/** What a point of a comparison is called under its heading: `x-served-by`, `status`, `request 2, body`, `line 3`. */
export function pointWords(field: string): string {
  const found = /^(\w+?)(?:\.(main|worker|requests))?\[(\d+)\](?:\.(.+))?$/.exec(field);
  if (!found) return field.replace(/^stats\./, '');
  const [, list = '', part, index = '', rest = ''] = found;
  const number = Number(index) + 1;
  if (list === 'wasm') return `${part === 'requests' ? 'call' : `${part} thread, call`} ${number}`;
  if (list === 'logs') return `line ${number}`;
  const name = rest
    .replace(/^(headers|trailers):order$/, 'order of $1')
    .replace(/^headers\./, '')
    .replace(/^trailers\./, 'trailer ');
  const whole = list === 'access_log' ? 'entry' : list === 'callouts' ? 'call' : 'request';
  if (name === '') return `${whole} ${number}`;
  return number === 1 ? name : `${whole} ${number}, ${name}`;
}
