import type { ByteBuffer } from '../http/byte-buffer.ts';
import { byteStringToBytes, bytesToByteString } from '../http/byte-string.ts';
import type { HeaderMap } from '../http/header-map.ts';
import type { ObjectScope } from './object-scope.ts';
import { checkInt, defineScriptClass, ScriptObject } from './script-object.ts';

/** Bytes of a body as scripts see them. Envoy: source/extensions/filters/common/lua/wrappers.cc `BufferWrapper`. */
export class BufferWrapper extends ScriptObject {
  readonly buffer: ByteBuffer;
  /** The message's headers: their content-length follows the buffer. */
  readonly headers: HeaderMap;

  constructor(scope: ObjectScope, label: string, buffer: ByteBuffer, headers: HeaderMap) {
    super(scope, label);
    this.buffer = buffer;
    this.headers = headers;
  }
}

/** The Lua class of bodies and chunks. */
export const bufferClass = defineScriptClass<BufferWrapper>('buffer', {
  length: (self) => self.buffer.length,
  getBytes(self, call) {
    const index = checkInt(call, 2);
    const length = checkInt(call, 3);
    if (index < 0 || length < 0 || index + length > self.buffer.length) {
      throw call.error('index/length must be >= 0 and (index + length) must be <= buffer size');
    }
    call.charge(length);
    return bytesToByteString(self.buffer.bytes(index, length));
  },
  setBytes(self, call) {
    // Envoy empties the buffer before it looks at the argument.
    self.buffer.drain(self.buffer.length);
    const bytes = byteStringToBytes(call.checkString(2));
    self.buffer.append(bytes);
    self.headers.setInPlace('content-length', String(bytes.length));
    return bytes.length;
  },
});
