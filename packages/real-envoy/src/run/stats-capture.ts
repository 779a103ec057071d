/** Stats of the process, of the admin port and of the machinery that delivers configuration; not of a scenario. */
const MACHINERY =
  /^(server|listener_manager|cluster_manager|listener|runtime|filesystem|main_thread|workers|overload|dns|thread_local_cluster_manager|proxy_proto)\.|^http\.(admin|sentinel)\./;

/** Gauges that say how far the process has come with closing and buffering when it is asked. */
const MOMENTARY = /_bytes_buffered$|nghttp2_(down|up)stream_connections$|_cx_active$|_rq_active$|rq_pending_active$/;

/** What changed from one reading to the other: counters and gauges of filters, connection manager, routes and clusters. */
export function statsDelta(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, value] of [...after].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const change = value - (before.get(name) ?? 0);
    if (change !== 0 && !MACHINERY.test(name) && !MOMENTARY.test(name)) out[name] = change;
  }
  return out;
}
