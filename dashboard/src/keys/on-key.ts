import { GO_TO } from '../app/places';
import { areLettersOn } from './letters';
import { press, pressableOf } from './pressable';
import { focusedRow, moveFocus, toggleRow } from './rows';

/** How long `g` waits for its letter, in milliseconds. */
const PATIENCE_MS = 1_500;

/** Where letters are typed, or mean something else. */
const TAKEN = 'input:not([type="checkbox"]), textarea, select, [contenteditable="true"]';

/** What floats above the page and has keys of its own. */
const ABOVE = '[aria-modal="true"], [role="menu"], [role="listbox"]';

interface Deeds {
  /** Takes a letter that is typed before the field for it is there; whether it is expected. */
  typeAhead: (letter: string) => boolean;
  search: () => void;
  help: () => void;
  go: (path: string) => void;
}

/** What keys do, until the returned function is called. */
export function listenToKeys({ typeAhead, search, help, go }: Deeds): () => void {
  let wentAt = -Infinity;

  /** Does what a single key means; whether it means anything. */
  const single = ({ key, timeStamp }: KeyboardEvent): boolean => {
    const isSecond = timeStamp - wentAt < PATIENCE_MS;
    wentAt = -Infinity;
    const path = isSecond ? GO_TO.get(key) : undefined;
    if (path !== undefined) {
      go(path);
      return true;
    }
    switch (key) {
      case 'g':
        wentAt = timeStamp;
        return true;
      case '?':
        help();
        return true;
      case 'j':
        return moveFocus(1);
      case 'k':
        return moveFocus(-1);
      case 'x':
      case 'X':
        return toggleRow(key === 'X');
    }
    const element = pressableOf(key);
    if (element) {
      press(element);
    } else if (key === '/') {
      search();
    }
    return element !== null || key === '/';
  };

  const onKey = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, altKey, target } = event;
    if (event.defaultPrevented || event.isComposing || altKey) {
      return;
    }
    if ((ctrlKey || metaKey) && key.toLowerCase() === 'k') {
      event.preventDefault();
      search();
      return;
    }
    const isTaken = target instanceof Element && target.closest(TAKEN) !== null;
    // What has a name of several letters is no letter.
    const isSingle = key.length === 1;
    const isAhead = !isTaken && (isSingle || key === 'Enter');
    if (!ctrlKey && !metaKey && isAhead && typeAhead(isSingle ? key : '')) {
      event.preventDefault();
      return;
    }
    if (ctrlKey || metaKey || isTaken || document.querySelector(ABOVE)) {
      return;
    }
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : null;
    if (step !== null) {
      if (focusedRow() && moveFocus(step)) {
        event.preventDefault();
      }
      return;
    }
    if ((isSingle ? areLettersOn() : key === 'Escape') && single(event)) {
      event.preventDefault();
    }
  };

  addEventListener('keydown', onKey);
  return () => removeEventListener('keydown', onKey);
}
