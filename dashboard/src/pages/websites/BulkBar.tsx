import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import type { BulkResultFragment } from '../../api/generated/graphql';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { ConfirmDelete } from './ConfirmDelete';
import { DELETE_WEBSITES, PAUSE_WEBSITES, RESUME_WEBSITES } from './queries';

type Action = 'pause' | 'resume' | 'delete';

interface Props {
  selected: ReadonlySet<string>;
  onDone: () => void;
}

const PAST: Record<Action, string> = {
  pause: 'paused',
  resume: 'resumed',
  delete: 'deleted',
};

/** What reverses an action. */
const REVERSE: Partial<Record<Action, Action>> = { pause: 'resume', resume: 'pause' };

/** How long undoing is offered, in milliseconds. */
const UNDO_MS = 6_000;

/** What can be done with the selected websites. */
export function BulkBar({ selected, onDone }: Props) {
  const { organization } = useSession();
  const { websites } = useLive();
  const [isConfirming, setConfirming] = useState(false);
  const run = async (action: Action, ids: readonly string[]) => {
    const input = { organizationId: organization.id, ids: [...ids] };
    return { action, result: await change(action, input) };
  };
  const { mutate, isPending } = useMutation({
    mutationFn: (action: Action) => run(action, [...selected]),
    onSuccess: ({ action, result }) => {
      if (action === 'delete') {
        result.ids.forEach((id) => websites.remove(id));
      }
      tell(action, result, run);
      onDone();
    },
    onError: (error) => notifications.show({ message: explain(error), autoClose: false }),
  });
  const count = selected.size === 1 ? '1 website' : `${selected.size} websites`;
  return (
    <div className="bulk" role="region" aria-label="Selected websites">
      <span>{count} selected</span>
      <Button
        variant="default"
        aria-label="Pause the selected websites"
        aria-keyshortcuts="p"
        loading={isPending}
        onClick={() => mutate('pause')}
      >
        Pause
      </Button>
      <Button variant="default" loading={isPending} onClick={() => mutate('resume')}>
        Resume
      </Button>
      <Button variant="default" loading={isPending} onClick={() => setConfirming(true)}>
        Delete
      </Button>
      <Button variant="subtle" aria-keyshortcuts="Escape" onClick={onDone}>
        Clear
      </Button>
      {isConfirming && (
        <ConfirmDelete
          count={selected.size}
          onClose={() => setConfirming(false)}
          onConfirm={() => {
            setConfirming(false);
            mutate('delete');
          }}
        />
      )}
    </div>
  );
}

async function change(
  action: Action,
  input: { organizationId: string; ids: string[] },
): Promise<BulkResultFragment> {
  switch (action) {
    case 'pause':
      return (await request(PAUSE_WEBSITES, { input })).pauseWebsites;
    case 'resume':
      return (await request(RESUME_WEBSITES, { input })).resumeWebsites;
    case 'delete':
      return (await request(DELETE_WEBSITES, { input })).deleteWebsites;
  }
}

/** Says what was done, and offers to undo what can be. */
function tell(
  action: Action,
  { ids, errors }: BulkResultFragment,
  run: (action: Action, ids: readonly string[]) => Promise<unknown>,
): void {
  const reverse = REVERSE[action];
  const [first] = errors;
  const failed = first ? ` ${errors.length} failed: ${first.message}.` : '';
  const id = notifications.show({
    autoClose: first ? false : UNDO_MS,
    message: (
      <span className="toast">
        {ids.length} {PAST[action]}.{failed}
        {reverse && ids.length > 0 && (
          <Button
            variant="default"
            size="xs"
            onClick={() => {
              notifications.hide(id);
              void run(reverse, ids).catch((error: unknown) =>
                notifications.show({ message: explain(error), autoClose: false }),
              );
            }}
          >
            Undo
          </Button>
        )}
      </span>
    ),
  });
}
