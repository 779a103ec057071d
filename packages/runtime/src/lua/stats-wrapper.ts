import type { HostCall } from '@chainwright/lua/host/host-call';
import type { StatsStore } from '../server/stats-store.ts';
import { Answer } from './answer.ts';
import type { ObjectScope } from './object-scope.ts';
import { cString, defineScriptClass, ScriptObject } from './script-object.ts';

const UNITS = ['ms', 'milliseconds', 'microseconds', 'nanoseconds', 'bytes', 'unspecified'];
const TWO_TO_64 = 2 ** 64;

/** The filter's own stats scope. Envoy: source/extensions/filters/http/lua/wrappers.cc `StatsScopeWrapper`. */
export class StatsWrapper extends ScriptObject {}

/** One counter, gauge or histogram, by its full name. */
export class StatWrapper extends ScriptObject {
  readonly name: string;

  constructor(scope: ObjectScope, label: string, name: string) {
    super(scope, label);
    this.name = name;
  }

  get store(): StatsStore {
    return this.scope.callbacks.worker.stats;
  }
}

function fullName(self: StatsWrapper, call: HostCall): string {
  return self.scope.code.statPrefix + cString(call, 2);
}

/** A whole amount that is not negative; `what` opens the error text. */
function amount(call: HostCall, what: string): number {
  // What 64 bits do not hold reads as the lowest of them, so it is negative.
  const value = call.checkInteger(2);
  if (value < 0) throw call.error(`${what} must be non-negative`);
  return value;
}

/** The Lua class of `stats()`. */
export const statsClass = defineScriptClass<StatsWrapper>('stats', {
  counter: (self, call) => self.scope.fresh(counterClass, new StatWrapper(self.scope, 'counter', fullName(self, call))),
  gauge: (self, call) => self.scope.fresh(gaugeClass, new StatWrapper(self.scope, 'gauge', fullName(self, call))),
  histogram(self, call) {
    const name = fullName(self, call);
    const unit = call.arg(3) === undefined ? 'unspecified' : cString(call, 3);
    if (!UNITS.includes(unit)) {
      const known = UNITS.map((each) => `'${each}'`);
      throw call.error(
        `invalid histogram unit '${unit}', expected ${known.slice(0, -1).join(', ')}, or ${known.at(-1)}`,
      );
    }
    return self.scope.fresh(histogramClass, new StatWrapper(self.scope, 'histogram', name));
  },
});

/** The Lua class of counters. */
export const counterClass = defineScriptClass<StatWrapper>('counter', {
  inc(self) {
    self.store.add(self.name, 'counter', 1);
    return Answer.NOTHING;
  },
  add(self, call) {
    self.store.add(self.name, 'counter', amount(call, 'counter add amount'));
    return Answer.NOTHING;
  },
  value: (self) => self.store.value(self.name),
});

/** A gauge is an unsigned 64-bit number: below 0 it wraps. */
function setGauge(self: StatWrapper, value: number): Answer {
  self.store.set(self.name, value < 0 ? value + TWO_TO_64 : value % TWO_TO_64);
  return Answer.NOTHING;
}

/** The Lua class of gauges. */
export const gaugeClass = defineScriptClass<StatWrapper>('gauge', {
  inc: (self) => setGauge(self, self.store.value(self.name) + 1),
  dec: (self) => setGauge(self, self.store.value(self.name) - 1),
  add: (self, call) => setGauge(self, self.store.value(self.name) + amount(call, 'gauge add amount')),
  sub: (self, call) => setGauge(self, self.store.value(self.name) - amount(call, 'gauge sub amount')),
  set: (self, call) => setGauge(self, amount(call, 'gauge set value')),
  value: (self) => self.store.value(self.name),
});

/** The Lua class of histograms. */
export const histogramClass = defineScriptClass<StatWrapper>('histogram', {
  recordValue(self, call) {
    self.store.record(self.name, amount(call, 'histogram value'));
    return Answer.NOTHING;
  },
});
