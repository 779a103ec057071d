// Queues between VMs: one VM puts items in, another takes them out.
import * as abi from "./abi";
import { RESULT, ok, outbox, resultNumber, takeBuffer, takeText, wantBuffer } from "./memory";
import { encodeUtf8, utf8Room } from "./utf8";

/** A queue. Its consumer registers it in `onConfigure`; producers find it by the consumer's vm_id and its name. */
@final
export class Queue {
  /** `token` 0 is no queue: pushing fails, popping gives null. */
  constructor(readonly token: u32 = 0) {}

  /** Makes this plugin the consumer of the queue, which exists from then on: `onQueueReady` is called for each item. */
  static register(name: string): Queue {
    const at = outbox(utf8Room(name));
    return new Queue(ok(abi.register_shared_queue(at, encodeUtf8(name, at), RESULT)) ? resultNumber() : 0);
  }
  /** The queue of that name; null until somebody has registered it. `vmId` is the consumer's, "" for one without. */
  static find(name: string, vmId: string = ""): Queue | null {
    const at = outbox(utf8Room(vmId) + utf8Room(name));
    const size = encodeUtf8(vmId, at);
    const found = ok(abi.resolve_shared_queue(at, size, at + size, encodeUtf8(name, at + size), RESULT));
    return found ? new Queue(resultNumber()) : null;
  }

  /** Puts an item at the end. False: there is no such queue. */
  push(item: string): bool {
    const at = outbox(utf8Room(item));
    return ok(abi.enqueue_shared_queue(this.token, at, encodeUtf8(item, at)));
  }
  pushBytes(item: ArrayBuffer): bool {
    return ok(abi.enqueue_shared_queue(this.token, changetype<usize>(item), item.byteLength));
  }
  /** Takes the first item; null when the queue is empty. */
  pop(): string | null {
    return ok(abi.dequeue_shared_queue(this.token, RESULT, RESULT + 4)) ? takeText() : null;
  }
  popBytes(): ArrayBuffer | null {
    wantBuffer();
    return takeBuffer(ok(abi.dequeue_shared_queue(this.token, RESULT, RESULT + 4)));
  }
}
