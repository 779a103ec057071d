/** Processor time of this thread, which a busy machine disturbs less than the clock. */
type Thread = { threadCpuUsage?: () => { user: number; system: number } };

/** Milliseconds of processor time of this thread; of wall time where that is not known. */
function cpuMilliseconds(): number {
  const usage = (process as unknown as Thread).threadCpuUsage?.();
  return usage === undefined ? performance.now() : (usage.user + usage.system) / 1000;
}

/** Milliseconds of one call, averaged over a stretch of time. */
export function timed(run: () => unknown, stretch: number): number {
  const start = cpuMilliseconds();
  const end = performance.now() + stretch;
  let count = 0;
  do {
    run();
    count++;
  } while (performance.now() < end);
  return (cpuMilliseconds() - start) / count;
}
