import { describe, expect, it } from 'vitest';

import { moved, shapeOf, shapesOf } from './bar-shapes';
import { BY_SEVERITY } from './status';

describe('bars', () => {
  it('have a shape of their own for each status but the two that are outlined', () => {
    const shapes = BY_SEVERITY.map((status) => JSON.stringify(shapeOf(status, 0)));
    expect(new Set(shapes).size).toBe(BY_SEVERITY.length - 1);
    expect(shapeOf('PENDING', 3)).toEqual(shapeOf('UNMEASURED', 3));
  });

  it('of one status are one shape', () => {
    const shapes = shapesOf(['UP', 'DOWN', 'UP']);
    expect(shapes.get('UP')?.filled).toBe(shapeOf('UP', 0).filled + shapeOf('UP', 2).filled);
    expect([...shapes.keys()]).toEqual(['UP', 'DOWN']);
  });

  it('are walked by keys, and not left', () => {
    expect(moved('ArrowLeft', 5, 90)).toBe(4);
    expect(moved('ArrowLeft', 0, 90)).toBe(0);
    expect(moved('ArrowRight', 89, 90)).toBe(89);
    expect(moved('Home', 40, 90)).toBe(0);
    expect(moved('End', 40, 90)).toBe(89);
    expect(moved('PageDown', 40, 90)).toBe(33);
    expect(moved('Tab', 40, 90)).toBeNull();
  });
});
