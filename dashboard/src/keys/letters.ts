/** Under which it is kept in this browser that single letters do nothing. */
const KEY = 'upbeat-letters';

/** Whether keys without Ctrl or ⌘ do something. Source: WCAG 2.2, 2.1.4. */
export function areLettersOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function setLetters(isOn: boolean): void {
  if (isOn) {
    localStorage.removeItem(KEY);
  } else {
    localStorage.setItem(KEY, 'off');
  }
}
