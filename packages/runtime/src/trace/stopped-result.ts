import type { ScenarioResult } from './scenario-result.ts';

/** The result of a scenario that was ended from outside: nothing of it is known but why. */
export function stoppedResult(scenario: string, reason: string): ScenarioResult {
  return {
    scenario,
    engine: 'simulator',
    outcome: 'stopped',
    reason,
    responses: [],
    upstreams: [],
    callouts: [],
    logs: [],
    stats: {},
    access_log: [],
    expectations: [],
    not_simulated: [],
  };
}
