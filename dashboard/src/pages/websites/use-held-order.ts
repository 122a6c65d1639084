import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';

import { useLive } from '../../app/live';
import type { Item } from './groups';
import { heldItems, movedBetween } from './order';
import type { View } from './view';

interface Held {
  items: readonly Item[];
  /** The view in which they are in this order: another view has another one at once. */
  view: View;
}

interface Order {
  items: readonly Item[];
  /** How many rows wait to move. */
  moved: number;
  /** Shows the new order, although somebody is in the table. */
  show: () => void;
  /** For the element around the table. */
  around: RefObject<HTMLDivElement | null>;
}

/** After how long without a move of the pointer or a key nobody is at the table, in milliseconds. */
const AWAY_MS = 30_000;

/**
 * Rows in an order that waits while the pointer or the focus is in the table, so that none moves
 * from under it; but what fails does not wait for somebody who has left the desk.
 */
export function useHeldOrder(wanted: readonly Item[], view: View, isComplete: boolean): Order {
  const { websites } = useLive();
  const around = useRef<HTMLDivElement>(null);
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const [held, setHeld] = useState<Held | null>(null);
  const isThere = useIsThere();
  const isHeld = (isPointed || isFocused) && isThere && isComplete;
  if (isHeld && held?.view !== view) {
    setHeld({ items: wanted, view });
  } else if (!isHeld && held !== null) {
    setHeld(null);
  }

  // Of the document: what is pointed at or has the focus may be gone before it is left.
  useEffect(() => {
    const isIn = (target: EventTarget | null) =>
      target instanceof Node && around.current?.contains(target) === true;
    const over = ({ target }: PointerEvent) => setPointed(isIn(target));
    const out = ({ relatedTarget }: PointerEvent) => setPointed(isIn(relatedTarget));
    const gained = ({ target }: FocusEvent) => setFocused(isIn(target));
    const lost = ({ relatedTarget }: FocusEvent) => setFocused(isIn(relatedTarget));
    document.addEventListener('pointerover', over);
    document.addEventListener('pointerout', out);
    document.addEventListener('focusin', gained);
    document.addEventListener('focusout', lost);
    return () => {
      document.removeEventListener('pointerover', over);
      document.removeEventListener('pointerout', out);
      document.removeEventListener('focusin', gained);
      document.removeEventListener('focusout', lost);
    };
  }, []);

  const { items, moved } = useMemo(() => {
    if (!isHeld || held?.view !== view) {
      return { items: wanted, moved: 0 };
    }
    const items = heldItems(held.items, wanted, (id) => websites.row(id) !== undefined);
    return { items, moved: movedBetween(items, wanted) };
  }, [isHeld, held, view, wanted, websites]);
  return {
    items,
    moved,
    show: () => setHeld({ items: wanted, view }),
    around,
  };
}

/** Whether somebody has moved the pointer or pressed a key lately. */
function useIsThere(): boolean {
  const [isThere, setThere] = useState(true);
  useEffect(() => {
    const leave = () => setThere(false);
    let away = setTimeout(leave, AWAY_MS);
    const act = () => {
      clearTimeout(away);
      away = setTimeout(leave, AWAY_MS);
      setThere(true);
    };
    const acts = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;
    acts.forEach((type) => document.addEventListener(type, act, { passive: true }));
    return () => {
      clearTimeout(away);
      acts.forEach((type) => document.removeEventListener(type, act));
    };
  }, []);
  return isThere;
}
