import { MessageReader } from '@chainwright/runtime/config/message-reader';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';
import type { FilterExtension } from '../filter-extension.ts';
import { parseCdnLoop } from './cdn-loop-header.ts';
import { CdnLoopFilter } from './filter.ts';

const PACKAGE = 'envoy.extensions.filters.http.cdn_loop.v3';
const CDN_LOOP_TYPE = `type.googleapis.com/${PACKAGE}.CdnLoopConfig`;

/** `envoy.filters.http.cdn_loop`. */
export const cdnLoop: FilterExtension = {
  name: 'envoy.filters.http.cdn_loop',
  typeUrl: CDN_LOOP_TYPE,
  perRouteTypeUrls: [],
  kind: 'native',
  title: 'CDN loop',
  summary: 'Detects requests that run in circles between CDNs.',
  paths: { request: true, response: false },
  simulated: { level: 'full', not: null },
  since: '1.18',
  defaultConfig: { '@type': CDN_LOOP_TYPE, cdn_id: 'my-cdn' },
  defaultPerRouteConfig: null,
  createFactory(config) {
    const { id, most } = MessageReader.read(config, `${PACKAGE}.CdnLoopConfig`, (reader) => ({
      id: textToByteString(reader.string('cdn_id', { minLength: 1 })),
      most: reader.integer('max_allowed_occurrences') ?? 0,
    }));
    const parsed = parseCdnLoop(id);
    if (parsed?.length !== 1 || parsed[0] !== id) {
      throw new ConfigRejected(`Provided cdn_id "${id}" is not a valid CDN identifier:`);
    }
    return { createFilter: () => new CdnLoopFilter(id, most) };
  },
};
