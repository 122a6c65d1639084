/** The token of a mailed link: what follows the `#`, which no server sees. */
export function tokenInAddress(): string {
  return location.hash.slice(1);
}
