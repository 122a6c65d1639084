/** Uptime in percent with two digits, cut and never rounded up; "–" where nothing was measured. */
export function uptimePercent(ratio: number | null | undefined): string {
  if (ratio === null || ratio === undefined) {
    return '–';
  }
  // 0.9999 * 10,000 is 9,998.999…
  const hundredths = Math.floor(ratio * 10_000 + 1e-7);
  return `${(hundredths / 100).toFixed(2)} %`;
}
