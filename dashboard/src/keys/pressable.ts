/** What bears a key: a button or a link to be pressed, or a field to be typed into. */
const PRESSABLE = 'button, a, input';

/** What has a key: on the page, and in the messages above it. */
const WITH_KEY = 'main [aria-keyshortcuts], .toast [aria-keyshortcuts]';

const ROW = '.list > li, [role="row"]';

/** Something on the page that a key presses. */
export interface Pressable {
  key: string;
  name: string;
  element: HTMLElement;
}

/** Everything on the page that says, by `aria-keyshortcuts`, which key presses it. */
export function pressables(): Pressable[] {
  const elements = document.querySelectorAll<HTMLElement>(WITH_KEY);
  return Array.from(elements)
    .filter((element) => element.matches(PRESSABLE) && !element.matches(':disabled'))
    .map((element) => ({
      key: element.getAttribute('aria-keyshortcuts') ?? '',
      name: element.getAttribute('aria-label') ?? element.innerText,
      element,
    }));
}

/** What a key presses: in the row that has the focus, or else outside of rows. */
export function pressableOf(key: string): HTMLElement | null {
  const all = pressables().filter((one) => one.key === key);
  const row = document.activeElement?.closest(ROW);
  const inRow = all.find(({ element }) => row?.contains(element));
  const ofPage = all.find(({ element }) => !element.closest(ROW));
  return (inRow ?? ofPage)?.element ?? null;
}

/** Presses a button, follows a link, or puts the cursor into a field. */
export function press(element: HTMLElement): void {
  if (element instanceof HTMLInputElement) {
    element.focus();
  } else {
    element.click();
  }
}
