import { expect, it } from 'vitest';
import { bugReport } from './bug-report.ts';

it('holds what differs, with both values, and the project', () => {
  const text = bugReport({
    project: 'Edge',
    scenario: 'Gold',
    version: '1.40.0',
    rows: [
      { field: 'responses[0].status', simulator: '200', envoy: '200', verdict: 'equal' },
      { field: 'responses[0].headers.x-a', simulator: null, envoy: 'one|two\n`three`', verdict: 'different' },
    ],
    link: 'https://example.com/#v1',
  });
  expect(text).toContain('| `responses[0].headers.x-a` | absent | `` one\\|two `three` `` |');
  expect(text).not.toContain('status');
  expect(text).toContain('The project: https://example.com/#v1');
});
