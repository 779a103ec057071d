/** Counters and gauges of the simulated server, by full name. */
export interface StatsStore {
  add(name: string, type: 'counter' | 'gauge', delta: number): void;
  set(name: string, value: number): void;
  /** Records a histogram value. */
  record(name: string, value: number): void;
  value(name: string): number;
}
