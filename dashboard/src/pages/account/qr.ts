import { encode } from 'uqr';

/** Modules of white around the code. Source: ISO/IEC 18004, 6.3.8. */
const QUIET_ZONE = 4;

/** A QR code as the path of its dark modules in a square of `size`. */
export function qrPath(text: string): { size: number; path: string } {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE });
  const path = data.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  );
  return { size, path: path.join('') };
}
