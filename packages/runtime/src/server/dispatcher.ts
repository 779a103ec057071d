/** A timer that can be armed again. */
export interface Timer {
  /** Arms or re-arms the timer: fires once after `ms` of virtual time. */
  enable(ms: number): void;
  disable(): void;
}

/** The event loop of one thread, in virtual time. Envoy: envoy/event/dispatcher.h. */
export interface Dispatcher {
  createTimer(callback: () => void): Timer;
  /** Runs the callback after the current event, before time goes on. */
  post(callback: () => void): void;
}
