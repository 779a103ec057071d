import type { ByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { RouteMetadata } from '../http-connection-manager/route-entry.ts';
import type { Clock } from '../server/clock.ts';
import type { MetadataValue, StreamInfo } from '../stream-info/stream-info.ts';

/** What the operators of a format string look at. Maps that do not exist yet are null. */
export type FormatContext = {
  readonly requestHeaders: HeaderMap | null;
  readonly responseHeaders: HeaderMap | null;
  readonly responseTrailers: HeaderMap | null;
  readonly streamInfo: StreamInfo;
  readonly clock: Clock;
  /** Metadata of the chosen route; null: no route. */
  readonly routeMetadata: RouteMetadata | null;
  /** Body of a local reply, for `%LOCAL_REPLY_BODY%`. */
  readonly localReplyBody: ByteString;
};

/** What an operator finds: null when there is nothing (`-` in a text, `null` in JSON). Texts are byte strings. */
export type FormatValue = MetadataValue;

/** One operator, its arguments read: looks its value up. */
export type Operator = (context: FormatContext) => FormatValue;
