import type { WebsiteStatus } from '../api/generated/graphql';

/** Width of a bar, its distance to the next one, and its height, in units of the drawing. */
export const WIDTH = 8;
export const PITCH = 11;
export const HEIGHT = 32;

/** How far a foot reaches below the line. */
export const FOOT = 5;

/** What is drawn of a bar: a filled path, and one that is only outlined. */
export interface Shape {
  filled: string;
  outlined: string;
}

/** The bar of a status at `index`: each has a shape of its own, so that color is never needed. */
export function shapeOf(status: WebsiteStatus, index: number): Shape {
  const x = index * PITCH;
  switch (status) {
    case 'UP':
      return { filled: box(x, 0, HEIGHT), outlined: '' };
    case 'DEGRADED':
      return { filled: `M${x} 0h2v9h4v-9h2v${HEIGHT}h-${WIDTH}Z`, outlined: '' };
    case 'PARTIAL':
      return {
        filled: box(x, HEIGHT / 2, HEIGHT / 2),
        outlined: outline(x),
      };
    case 'DOWN':
      return { filled: box(x, 0, HEIGHT) + box(x, HEIGHT + 2, FOOT - 2), outlined: '' };
    case 'PAUSED':
      return { filled: box(x, HEIGHT - 8, 8), outlined: '' };
    case 'UNMEASURED':
    case 'PENDING':
      return { filled: '', outlined: outline(x) };
  }
}

function box(x: number, y: number, height: number): string {
  return `M${x} ${y}h${WIDTH}v${height}h-${WIDTH}Z`;
}

/** As wide as a box with its stroke. */
function outline(x: number): string {
  return `M${x + 0.5} 0.5h${WIDTH - 1}v${HEIGHT - 1}h-${WIDTH - 1}Z`;
}

/** The bars of each status in one shape, so that many bars are few elements. */
export function shapesOf(statuses: readonly WebsiteStatus[]): Map<WebsiteStatus, Shape> {
  const shapes = new Map<WebsiteStatus, Shape>();
  statuses.forEach((status, index) => {
    const { filled, outlined } = shapes.get(status) ?? { filled: '', outlined: '' };
    const shape = shapeOf(status, index);
    shapes.set(status, {
      filled: filled + shape.filled,
      outlined: outlined + shape.outlined,
    });
  });
  return shapes;
}

/** Which of `count` bars a key goes to from `index`; null for a key that goes nowhere. */
export function moved(key: string, index: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: index - 1,
    ArrowDown: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index + 1,
    PageDown: index - 7,
    PageUp: index + 7,
    Home: 0,
    End: count - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), count - 1);
}
