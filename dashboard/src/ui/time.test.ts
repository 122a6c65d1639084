import { describe, expect, it } from 'vitest';

import { duration } from './time';

describe('a duration', () => {
  it('has its two largest units', () => {
    expect(duration(0)).toBe('0 s');
    expect(duration(59_400)).toBe('59 s');
    expect(duration(60_000)).toBe('1 min');
    expect(duration(94 * 60_000)).toBe('1 h 34 min');
    expect(duration(3_600_000 + 5_000)).toBe('1 h');
    expect(duration(86_400_000 * 3 + 3_600_000 * 2)).toBe('3 d 2 h');
  });
});
