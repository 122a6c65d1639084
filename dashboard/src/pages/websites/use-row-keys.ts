import { notifications } from '@mantine/notifications';
import type { KeyboardEvent } from 'react';
import { useLocation } from 'wouter';

import { explain } from '../../api/error';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { areLettersOn } from '../../keys/letters';

/** What letters do with the website whose row has the focus, for whoever may. */
export function useRowKeys() {
  const { may } = useSession();
  const { websites } = useLive();
  const [, navigate] = useLocation();
  return (event: KeyboardEvent, id: string, isSelected: boolean) => {
    const row = websites.row(id);
    const isLetter = !event.ctrlKey && !event.metaKey && !event.altKey && areLettersOn();
    if (!row || !isLetter || !may('MEMBER')) {
      return;
    }
    const isPaused = row.status === 'PAUSED';
    const deeds: Record<string, (() => void) | undefined> = {
      // What is selected is edited and paused together.
      e: isSelected ? undefined : () => navigate(`/websites/${id}/edit`),
      p: isSelected
        ? undefined
        : () =>
            tell(isPaused ? `${row.name} is resumed.` : `${row.name} is paused.`, async () => {
              const { pauseOrResume } = await import('../website/act');
              await pauseOrResume(row, websites);
            }),
      r: isPaused
        ? undefined
        : () =>
            tell(`All its regions check ${row.name} now.`, async () => {
              const { checkNow } = await import('../website/act');
              await checkNow(id);
            }),
    };
    const deed = deeds[event.key];
    if (deed) {
      event.preventDefault();
      deed();
    }
  };
}

/** Does something, and says that it is done, or why it is not. */
function tell(done: string, deed: () => Promise<void>): void {
  deed().then(
    () => notifications.show({ message: done }),
    (error: unknown) => notifications.show({ message: explain(error), autoClose: false }),
  );
}
