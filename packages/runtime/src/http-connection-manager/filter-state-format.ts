import { byteStringToBytes, byteStringToDisplay, bytesToBase64, textToByteString } from '../http/byte-string.ts';
import { ConfigRejected } from '../server/config-rejected.ts';
import { parseIpAndPort } from '../stream-info/filter-state-factories.ts';
import type { FilterStateEntry } from '../stream-info/stream-info.ts';
import type { FormatContext, FormatValue } from './format-operators.ts';

const BYTES_VALUE = 'type.googleapis.com/google.protobuf.BytesValue';

/** `%FILTER_STATE(key:FORM)%`. Envoy: source/common/formatter/stream_info_formatter.cc `FilterStateFormatter`. */
export function filterStateReader(argument: string | null): (context: FormatContext) => FormatValue {
  const [key = '', form = 'TYPED', field = ''] = (argument ?? '').split(':');
  if (!['PLAIN', 'TYPED', 'FIELD'].includes(form)) {
    throw new ConfigRejected('Invalid filter state serialize type, only support PLAIN/TYPED/FIELD.');
  }
  if (form === 'FIELD' && field === '') {
    throw new ConfigRejected('Invalid filter state serialize type, FIELD should be used with the field name.');
  }
  const read = form === 'PLAIN' ? plain : form === 'TYPED' ? typed : (entry: FilterStateEntry) => fieldOf(entry, field);
  return ({ streamInfo }) => {
    const entry = streamInfo.filterState.get(textToByteString(key));
    return entry === undefined ? null : read(entry);
  };
}

function plain(entry: FilterStateEntry): FormatValue {
  return entry.type === 'hidden' ? null : entry.value;
}

/** The object's message in JSON; null: it has none. */
function typed({ type, value, json }: FilterStateEntry): FormatValue {
  switch (type) {
    case 'text':
      return { json: byteStringToDisplay(value) };
    case 'uint32':
      return { json: Number(value) };
    case 'uint64':
      return { json: String(value) };
    case 'string':
    case 'bytes':
      return { json: { '@type': BYTES_VALUE, value: bytesToBase64(byteStringToBytes(value)) } };
    case 'message':
      return json === undefined ? null : { json };
    default:
      return null;
  }
}

function fieldOf({ type, value }: FilterStateEntry, field: string): FormatValue {
  const address = type === 'address' ? parseIpAndPort(value) : null;
  if (field === 'ip') return address?.ip ?? null;
  return field === 'port' ? (address?.port ?? null) : null;
}
