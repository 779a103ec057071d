import type { ByteString } from '../../http/byte-string.ts';
import { byteStringToDisplay, bytesToByteString } from '../../http/byte-string.ts';
import type { Context } from '../context.ts';
import type { WasmVm } from '../wasm-vm.ts';
import type { HostFunctions } from './host-function.ts';
import { bytesField, readFields, varintField } from './protobuf.ts';
import type { Status } from './types.ts';
import { STATUS } from './types.ts';

/** What a foreign function answers: bytes, or a status with nothing. */
type ForeignResult = Uint8Array | Status;
type ForeignFunction = (context: Context, argument: Uint8Array) => ForeignResult;

/** ABI chapter FFI: functions that Envoy registers by name. Envoy: source/extensions/common/wasm/foreign.cc. */
export function foreignFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_call_foreign_function: (
      nameAt: number,
      nameSize: number,
      argumentAt: number,
      argumentSize: number,
      dataAt: number,
      sizeAt: number,
    ) => {
      const name = vm.memory.text(nameAt, nameSize);
      const argument = vm.memory.read(argumentAt, argumentSize);
      if (name === null || argument === null) return STATUS.InvalidMemoryAccess;
      const run = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
      if (run === undefined) return STATUS.NotFound;
      const result = run(vm.context, argument);
      if (typeof result === 'number') return result === STATUS.Ok ? giveResult(vm, dataAt, sizeAt, '') : result;
      return giveResult(vm, dataAt, sizeAt, result);
    },
  };
}

/** Both places for the result may be 0: the module does not want it. */
function giveResult(vm: WasmVm, dataAt: number, sizeAt: number, result: Uint8Array | ByteString): Status {
  return dataAt === 0 && sizeAt === 0 ? STATUS.Ok : vm.give(dataAt, sizeAt, result);
}

const notSimulated =
  (name: string): ForeignFunction =>
  (context) => {
    context.vm.notSimulated(`foreign function ${name}`, 'it answers InternalFailure here', ['*']);
    return STATUS.InternalFailure;
  };

const FUNCTIONS: Readonly<Record<string, ForeignFunction>> = {
  clear_route_cache: (context) => context.clearRouteCache(),
  set_envoy_filter_state: (context, argument) => {
    const fields = readFields(argument);
    if (fields === null) return STATUS.BadArgument;
    const path = byteStringToDisplay(bytesToByteString(bytesField(fields, 1) ?? new Uint8Array(0)));
    const value = bytesToByteString(bytesField(fields, 2) ?? new Uint8Array(0));
    const info = context.streamInfo;
    if (info === null || !SETTABLE_STATE.has(path)) return STATUS.NotFound;
    info.filterState.set(path, { type: 'opaque', value, readOnly: false });
    context.trace.emit({ kind: 'filter-state-set', key: path, value }, context.vm.eventExtras);
    context.vm.notSimulated(`filter state ${path}`, 'its effect on the upstream connection is not simulated', [
      'responses',
      'upstreams',
    ]);
    return STATUS.Ok;
  },
  declare_property: (context, argument) => {
    const fields = readFields(argument);
    if (fields === null) return STATUS.BadArgument;
    const name = bytesToByteString(bytesField(fields, 1) ?? new Uint8Array(0));
    const type = (['bytes', 'string', 'bytes', 'message'] as const)[varintField(fields, 3)] ?? 'bytes';
    const declared = context.root.declareProperty(name, { type, readOnly: varintField(fields, 2) !== 0 });
    return declared ? STATUS.Ok : STATUS.BadArgument;
  },
  compress: notSimulated('compress'),
  uncompress: notSimulated('uncompress'),
  verify_signature: notSimulated('verify_signature'),
  sign: notSimulated('sign'),
  expr_create: notSimulated('expr_create'),
  expr_evaluate: notSimulated('expr_evaluate'),
  expr_delete: (_context, argument) => (argument.length === 4 ? STATUS.Ok : STATUS.BadArgument),
};

/** Filter state that `set_envoy_filter_state` can make: Envoy has a factory for each of these names. */
const SETTABLE_STATE: ReadonlySet<string> = new Set([
  'envoy.network.upstream_server_name',
  'envoy.network.upstream_subject_alt_names',
  'envoy.network.application_protocols',
  'envoy.tcp_proxy.cluster',
  'envoy.upstream.dynamic_host',
  'envoy.upstream.dynamic_port',
  'envoy.string',
]);
