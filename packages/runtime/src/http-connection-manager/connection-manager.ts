import type { AccessLog } from './access-log.ts';
import type { WorkerChain } from './filter-chain.ts';
import type { HcmConfig } from './hcm-config.ts';
import type { RouterServer } from './router-server.ts';
import type { HcmStats } from './stream-stats.ts';

/**
 * The HTTP connection manager of the listener: what all its streams share. Read ActiveStream for the life of one.
 * Envoy: source/common/http/conn_manager_impl.cc.
 */
export type HttpConnectionManager = {
  readonly config: HcmConfig;
  readonly stats: HcmStats;
  readonly server: RouterServer;
  readonly node: { readonly id: string; readonly cluster: string };
  /** `per_connection_buffer_limit_bytes` of the listener. */
  readonly bufferLimit: number;
  readonly accessLog: AccessLog;
  /** Configured name of the terminal router; null: the chain is empty, and requests get no answer. */
  readonly routerName: string | null;
  /** The filters of a worker, the router left out. */
  chain(worker: number): WorkerChain;
  /** Wall clock at a moment of virtual time (nanoseconds). */
  epochMsAt(ns: number): number;
};
