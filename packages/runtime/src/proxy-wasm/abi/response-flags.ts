/** Short response flags in the order of their bits. Envoy: envoy/stream_info/stream_info.h `CoreResponseFlag`. */
const FLAGS: readonly string[] = [
  'LH',
  'UH',
  'UT',
  'LR',
  'UR',
  'UF',
  'UC',
  'UO',
  'NR',
  'DI',
  'FI',
  'RL',
  'UAEX',
  'RLSE',
  'DC',
  'URX',
  'SI',
  'IH',
  'DPE',
  'UMSDR',
  'RFCF',
  'NFCF',
  'DT',
  'UPE',
  'NC',
  'OM',
  'DF',
  'DO',
  'DR',
];

/** Response flags as the number that the property `response.flags` shows. */
export function responseFlagBits(flags: Iterable<string>): number {
  let bits = 0;
  for (const flag of flags) {
    const index = FLAGS.indexOf(flag);
    if (index >= 0) bits += 2 ** index;
  }
  return bits;
}
