import { expect, test } from 'vitest';

import { qrPath } from './qr';

test('a code has its three corners within a white border', () => {
  const { size, path } = qrPath('otpauth://totp/a?secret=ABCDEFGH');
  const isDark = (x: number, y: number) => path.includes(`M${x} ${y}h`);
  const far = size - 5;
  for (const [x, y] of [
    [4, 4],
    [far, 4],
    [4, far],
  ] as const) {
    expect(isDark(x, y)).toBe(true);
  }
  expect(isDark(3, 4)).toBe(false);
  expect(isDark(far + 1, 4)).toBe(false);
});
