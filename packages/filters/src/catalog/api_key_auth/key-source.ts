import type { ByteString } from '@chainwright/runtime/http/byte-string';
import type { HeaderMap } from '@chainwright/runtime/http/header-map';
import { parseQuery, withQuery } from '../query-string.ts';
import type { KeySource } from './config.ts';

/** The key that a request carries at this place; empty when there is none. `Bearer ` is cut off `authorization`. */
export function findKey(source: KeySource, headers: HeaderMap): ByteString {
  if (source.place === 'query') return parseQuery(headers.get(':path') ?? '').get(source.name)?.[0] ?? '';
  if (source.place === 'cookie') return pairValue(headers.values('cookie').join(';'), ';', source.name);
  const value = headers.get(source.name) ?? '';
  return source.name === 'authorization' && value.startsWith('Bearer ') ? value.slice('Bearer '.length) : value;
}

/** Takes the key away from the request. */
export function hideKey(source: KeySource, headers: HeaderMap): void {
  if (source.place === 'header') {
    headers.remove(source.name);
    return;
  }
  if (source.place === 'query') {
    const path = headers.get(':path') ?? '';
    const parameters = parseQuery(path);
    parameters.delete(source.name);
    headers.setInPlace(':path', withQuery(path, parameters));
    return;
  }
  const cookies = headers.values('cookie');
  if (cookies.length === 0) return;
  const rest = without(cookies.join('; '), ';', source.name).trim();
  if (rest === '') headers.remove('cookie');
  else headers.setInPlace('cookie', rest);
}

function nameOf(pair: ByteString): ByteString {
  return (pair.split('=', 1)[0] ?? '').trim();
}

function pairValue(text: ByteString, separator: string, name: ByteString): ByteString {
  const pair = text.split(separator).find((each) => nameOf(each) === name);
  return pair === undefined || !pair.includes('=') ? '' : pair.slice(pair.indexOf('=') + 1).trim();
}

function without(text: ByteString, separator: string, name: ByteString): ByteString {
  return text
    .split(separator)
    .filter((pair) => nameOf(pair) !== name)
    .join(separator);
}
