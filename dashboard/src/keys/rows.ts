/** What opens rows: links of the table and of lists, and heads of groups, which they unfold. */
const ROW_LINKS = 'main [role="row"] .title, main .list > li a.title';

/** Focuses the next row or the one before; the first or last one if none has the focus. */
export function moveFocus(step: 1 | -1): boolean {
  const links = Array.from(document.querySelectorAll<HTMLElement>(ROW_LINKS)).sort(inOrder);
  const row = focusedRow();
  const index = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = index === -1 ? links[step === 1 ? 0 : links.length - 1] : links[index + step];
  next?.focus();
  return next !== undefined;
}

/** Whether the focus is in a row. */
export function focusedRow(): Element | null {
  const row = document.activeElement?.closest('[role="row"], .list > li') ?? null;
  return row?.querySelector('a.title, button.title') ? row : null;
}

/** Selects the row that has the focus or takes that back, with Shift all from the last one on. */
export function toggleRow(isUpToHere: boolean): boolean {
  const box = focusedRow()?.querySelector('input[type="checkbox"]');
  box?.dispatchEvent(
    new MouseEvent('click', { bubbles: true, cancelable: true, shiftKey: isUpToHere }),
  );
  return Boolean(box);
}

/** The rows of a virtual table are in any order in the document. */
function inOrder(a: HTMLElement, b: HTMLElement): number {
  return placeOf(a) - placeOf(b);
}

function placeOf(link: HTMLElement): number {
  return Number(link.closest('[aria-rowindex]')?.getAttribute('aria-rowindex') ?? 0);
}
