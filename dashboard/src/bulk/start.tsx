import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';

import { explain, type ApiError } from '../api/error';
import type { BulkStore } from './bulk-store';
import { counted, outcomesOf, refusalOf, told, type Outcome, type Step } from './steps';

/** A change of many websites. */
export interface Change {
  /** What goes on, such as `Pausing`. */
  doing: string;
  /** What was done to them, such as `paused`. */
  done: string;
  steps: readonly Step[];
  /** What a person is told of a website that was not changed. */
  why?: (error: ApiError) => string;
  /** Called with those of each step that are done. */
  onDone?: (ids: readonly string[]) => void;
  /** Reads anew what is shown of the websites, once all is done. */
  refresh?: () => Promise<unknown>;
  /** What undoes it, for those that are done; called after `refresh`. */
  undo?: (ids: readonly string[]) => readonly Step[];
}

/** How long undoing is offered, in milliseconds. */
const UNDO_MS = 10_000;

/**
 * Changes many websites, and is through with the first of them when it returns; the others follow
 * whatever page is shown.
 *
 * @throws why none of them can be changed.
 */
export async function start(bulk: BulkStore, change: Change): Promise<void> {
  const { doing, steps } = change;
  const total = steps.reduce((sum, { ids }) => sum + ids.length, 0);
  const outcomes = outcomesOf(steps);
  bulk.go({ doing, done: 0, total });
  const toast = steps.length > 1 ? showProgress(doing, 0, total) : null;
  let first;
  try {
    first = await outcomes.next();
    const refusal = first.done || steps.length > 1 ? null : refusalOf(first.value);
    if (refusal) {
      throw refusal;
    }
  } catch (error) {
    bulk.go(null);
    if (toast !== null) {
      notifications.hide(toast);
    }
    throw error;
  }
  void goOn(bulk, change, outcomes, first, total, toast);
}

async function goOn(
  bulk: BulkStore,
  change: Change,
  outcomes: AsyncGenerator<Outcome>,
  first: IteratorResult<Outcome, unknown>,
  total: number,
  toast: string | null,
): Promise<void> {
  const { doing, onDone } = change;
  const ids: string[] = [];
  const failed: Outcome['failed'][number][] = [];
  for (let next = first; !next.done; next = await outcomes.next()) {
    const { value } = next;
    ids.push(...value.ids);
    failed.push(...value.failed);
    onDone?.(value.ids);
    const done = ids.length + failed.length;
    bulk.go({ doing, done, total });
    bulk.settle(
      value.ids,
      value.failed.map(({ websiteId }) => websiteId),
    );
    if (toast !== null) {
      showProgress(doing, done, total, toast);
    }
  }
  const back = await wayBack(change, ids);
  bulk.go(null);
  if (toast !== null) {
    notifications.hide(toast);
  }
  showOutcome(bulk, change, { ids, failed }, back);
}

/** What undoes the change; nothing if it cannot be read what was changed. */
async function wayBack(
  { refresh, undo }: Change,
  ids: readonly string[],
): Promise<readonly Step[]> {
  try {
    await refresh?.();
    return undo?.(ids) ?? [];
  } catch {
    return [];
  }
}

/** Says how far it is; returns what `shown` must be given to say it in the same place. */
function showProgress(doing: string, done: number, total: number, shown?: string): string {
  const message = `${doing}: ${counted(done)} of ${counted(total)}`;
  const look = { message, loading: true, autoClose: false, withCloseButton: false } as const;
  if (shown === undefined) {
    return notifications.show(look);
  }
  notifications.update({ id: shown, ...look });
  return shown;
}

/** Says what was done and what failed, and offers to undo what can be. */
function showOutcome(
  bulk: BulkStore,
  change: Change,
  outcome: Outcome,
  back: readonly Step[],
): void {
  const id = notifications.show({
    autoClose: outcome.failed.length > 0 ? false : UNDO_MS,
    message: (
      <span className="toast">
        {told(outcome, change.done, change.why)}
        {back.length > 0 && (
          <Button
            variant="default"
            size="xs"
            aria-keyshortcuts="z"
            onClick={() => {
              // One change goes on at a time; this can be undone once it is through.
              if (bulk.progress !== null) {
                notifications.show({ message: 'Another change goes on. Undo this after it.' });
                return;
              }
              notifications.hide(id);
              start(bulk, {
                doing: 'Undoing',
                done: 'as before',
                steps: back,
                ...(change.why && { why: change.why }),
                ...(change.refresh && { refresh: change.refresh }),
              }).catch(showError);
            }}
          >
            Undo
          </Button>
        )}
      </span>
    ),
  });
}

/** Says why nothing was changed. */
export function showError(error: unknown): void {
  notifications.show({ message: explain(error), autoClose: false });
}
