import { describe, expect, it } from 'vitest';
import { TraceRecorder } from '../trace/trace-recorder.ts';
import { EventQueue } from './event-queue.ts';
import { SeededRandom } from './seeded-random.ts';
import { VirtualClock } from './virtual-clock.ts';
import { VirtualDispatcher } from './virtual-dispatcher.ts';

function setUp() {
  const clock = new VirtualClock(1000);
  const queue = new EventQueue(clock);
  const recorder = new TraceRecorder();
  return { clock, queue, recorder, dispatcher: new VirtualDispatcher(queue, recorder.attribution) };
}

const runAll = (queue: EventQueue) => {
  while (queue.runNext());
};

describe('EventQueue', () => {
  it('runs by time, and in order of scheduling at one time', () => {
    const { queue, clock } = setUp();
    const seen: [number, number][] = [];
    const order = [5, 1, 3, 1, 0, 5, 2, 4, 1, 0];
    order.forEach((ms, i) => {
      queue.schedule(ms, () => seen.push([clock.now() / 1e6, i]));
    });
    runAll(queue);
    const expected = order.map((ms, i) => [ms, i]).sort((a, b) => (a[0] as number) - (b[0] as number));
    expect(seen).toEqual(expected);
    expect(clock.epochMs()).toBe(1005);
  });

  it('runs settled tasks when nothing else is due at their time', () => {
    const { queue } = setUp();
    const seen: string[] = [];
    queue.scheduleSettled(0, () => {
      seen.push('settled');
      queue.schedule(0, () => seen.push('what it set off'));
      queue.scheduleSettled(0, () => seen.push('settled again'));
    });
    queue.schedule(0, () => {
      seen.push('first');
      queue.schedule(0, () => seen.push('second'));
    });
    queue.schedule(1, () => seen.push('later'));
    runAll(queue);
    expect(seen).toEqual(['first', 'second', 'settled', 'what it set off', 'settled again', 'later']);
  });

  it('does at the end of a task what waits for it, and at once what comes outside of one', () => {
    const { queue } = setUp();
    const seen: string[] = [];
    queue.afterTurn(() => seen.push('outside'));
    queue.schedule(0, () => {
      queue.afterTurn(() => seen.push('after'));
      seen.push('task');
    });
    queue.schedule(0, () => seen.push('next'));
    runAll(queue);
    expect(seen).toEqual(['outside', 'task', 'after', 'next']);
  });

  it('stops before tasks that are later than asked for', () => {
    const { queue, clock } = setUp();
    queue.schedule(2, () => {});
    expect(queue.runNext(1e6)).toBe(false);
    expect(clock.now()).toBe(0);
    expect(queue.runNext(2e6)).toBe(true);
  });
});

describe('VirtualDispatcher', () => {
  it('re-arms and disables timers', () => {
    const { queue, clock, dispatcher } = setUp();
    const fired: number[] = [];
    const timer = dispatcher.createTimer(() => fired.push(clock.now() / 1e6));
    timer.enable(5);
    timer.enable(7);
    runAll(queue);
    timer.enable(1);
    timer.disable();
    runAll(queue);
    expect(fired).toEqual([7]);
  });

  it('runs posted work as the doing of who posted it', () => {
    const { queue, recorder, dispatcher } = setUp();
    const owner = recorder.emitter({ worker: 0 });
    let seen: unknown;
    recorder.attribution.during(owner, () =>
      dispatcher.post(() => {
        seen = recorder.attribution.current;
      }),
    );
    runAll(queue);
    expect([seen, recorder.attribution.current]).toEqual([owner, null]);
  });
});

describe('SeededRandom', () => {
  it('gives the same numbers for the same seed only', () => {
    const draw = (seed: number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 4 }, () => random.uint32());
    };
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });
  it('makes version 4 UUIDs', () => {
    const random = new SeededRandom(7);
    for (let i = 0; i < 100; i++)
      expect(random.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
