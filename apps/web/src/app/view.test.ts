import { describe, expect, it } from 'vitest';
import { FIRST_VIEW, formatView, parseView, type View } from './view.ts';

describe('a view in the address', () => {
  it.each<[string, Partial<View>]>([
    ['', {}],
    ['?page=export', { page: 'export' }],
    ['?scenario=Gold+user%E2%80%99s+order&step=4', { scenario: 'Gold user’s order', step: 4 }],
    [
      '?request=2&filter=token-gate&tab=logs&file=config%2Fcors&scale=time',
      { request: 2, filter: 'token-gate', tab: 'logs', file: 'config/cors', scale: 'time' },
    ],
  ])('%s', (search, parts) => {
    const view = { ...FIRST_VIEW, ...parts };
    expect(parseView(search)).toEqual(view);
    expect(formatView(view)).toBe(search);
  });

  it.each(['?page=nowhere', '?step=-1', '?step=1e9', '?tab=__proto__', '?request=x'])(
    '%s counts as nothing said',
    (search) => {
      expect(parseView(search)).toEqual(FIRST_VIEW);
    },
  );
});
