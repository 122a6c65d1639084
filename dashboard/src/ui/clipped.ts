/** A text, cut where it is longer than a sentence may be. */
export function clipped(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length > longest ? `${characters.slice(0, longest - 1).join('')}…` : text;
}
