import { describe, expect, it } from 'vitest';

import { uptimePercent } from './percent';

describe('uptime in percent', () => {
  it('is never rounded up', () => {
    expect(uptimePercent(1)).toBe('100.00 %');
    expect(uptimePercent(0.999_999)).toBe('99.99 %');
    expect(uptimePercent(0.9999)).toBe('99.99 %');
    expect(uptimePercent(0.999_89)).toBe('99.98 %');
    expect(uptimePercent(0)).toBe('0.00 %');
  });

  it('is nothing where nothing was measured', () => {
    expect(uptimePercent(null)).toBe('–');
  });
});
