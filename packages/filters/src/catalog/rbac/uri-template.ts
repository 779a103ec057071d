import type { ByteString } from '@chainwright/runtime/http/byte-string';
import { textToByteString } from '@chainwright/runtime/http/byte-string';
import { ConfigRejected } from '@chainwright/runtime/server/config-rejected';

/**
 * A path template: `*` is one segment, `**` the rest, `{name}` one segment, `{name=pattern}` the pattern.
 * Envoy: source/extensions/path/uri_template_lib.
 */
export function compileUriTemplate(template: string): (path: ByteString) => boolean {
  if (!template.startsWith('/')) throw new ConfigRejected(`path_match_template ${template} is invalid`);
  const source = textToByteString(template)
    .replace(/\{[A-Za-z]\w*=([^{}]*)\}/g, '$1')
    .replace(/\{[A-Za-z]\w*\}/g, '*')
    .split(/(\*\*?)/)
    .map((part) => {
      if (part === '**') return '.*';
      return part === '*' ? '[^/]+' : part.replace(/[\\^$.+?()[\]{}|/]/g, '\\$&');
    })
    .join('');
  const pattern = new RegExp(`^${source}$`, 's');
  return (path) => pattern.test(path);
}
