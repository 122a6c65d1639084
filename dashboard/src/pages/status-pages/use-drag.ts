import { useEffect, useState, type RefObject } from 'react';

import { gapAt, placeOf } from './order';

/** What is dragged, and into which gap between the rows it would be dropped. */
interface Drag {
  from: number;
  gap: number;
}

/** How near to the edge of the window it scrolls, and how far at once, in pixels. */
const EDGE_PX = 56;
const STEP_PX = 12;

/** Drags the rows of a list by the pointer; they stay where they are until one is dropped. */
export function useDrag(
  list: RefObject<HTMLElement | null>,
  onMove: (from: number, to: number) => void,
) {
  const [drag, setDrag] = useState<Drag | null>(null);
  const from = drag?.from ?? null;
  useEffect(() => {
    if (from === null) {
      return;
    }
    const over = new AbortController();
    const { signal } = over;
    const at = ({ clientY }: PointerEvent) => {
      const rows = Array.from(list.current?.children ?? [], (row) => row.getBoundingClientRect());
      return gapAt(rows, clientY);
    };
    const move = (event: PointerEvent) => {
      if (event.clientY < EDGE_PX) {
        window.scrollBy(0, -STEP_PX);
      } else if (event.clientY > window.innerHeight - EDGE_PX) {
        window.scrollBy(0, STEP_PX);
      }
      setDrag({ from, gap: at(event) });
    };
    const drop = (event: PointerEvent) => {
      setDrag(null);
      onMove(from, placeOf(from, at(event)));
    };
    const cancel = () => setDrag(null);
    window.addEventListener('pointermove', move, { signal });
    window.addEventListener('pointerup', drop, { signal });
    window.addEventListener('pointercancel', cancel, { signal });
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') {
          event.preventDefault();
          cancel();
        }
      },
      { signal, capture: true },
    );
    return () => over.abort();
  });
  return {
    drag,
    /** For `onPointerDown` of what a row is held by. */
    take: (from: number) => setDrag({ from, gap: from }),
  };
}
