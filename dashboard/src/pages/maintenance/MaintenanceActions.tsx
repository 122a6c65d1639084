import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { MaintenanceRowFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { CANCEL_MAINTENANCE, END_MAINTENANCE, START_MAINTENANCE } from './queries';

const ACTIONS = {
  end: {
    verb: 'End now',
    title: 'End the window now?',
    act: (id: string): Promise<unknown> => request(END_MAINTENANCE, { id }),
    effect: 'What is down is told at once.',
  },
  start: {
    verb: 'Start now',
    title: 'Start now?',
    act: (id: string): Promise<unknown> => request(START_MAINTENANCE, { id }),
    effect:
      'It lasts as long as its next window. What takes place once is moved; a rule goes on as planned, too.',
  },
  cancel: {
    verb: 'Cancel',
    title: 'Cancel for good?',
    act: (id: string): Promise<unknown> => request(CANCEL_MAINTENANCE, { id }),
    effect: 'A window that goes on ends, and none is to come. The past stays as it was.',
  },
} as const;

type Action = keyof typeof ACTIONS;

interface Props {
  maintenance: MaintenanceRowFragment;
}

/** Starting, ending and cancelling, whichever makes sense. */
export function MaintenanceActions({ maintenance }: Props) {
  const { id, title, state, currentWindow, nextWindow } = maintenance;
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Action | null>(null);
  const possible: Action[] = [];
  if (currentWindow) {
    possible.push('end');
  } else if (nextWindow) {
    possible.push('start');
  }
  if (state !== 'PAST') {
    possible.push('cancel');
  }
  return (
    <div className="actions">
      {possible.map((action) => (
        <Button
          key={action}
          variant="default"
          aria-label={`${ACTIONS[action].verb}: ${title}`}
          onClick={() => setAsked(action)}
        >
          {ACTIONS[action].verb}
        </Button>
      ))}
      {asked && (
        <Confirm
          title={ACTIONS[asked].title}
          verb={asked === 'cancel' ? 'Cancel the maintenance' : ACTIONS[asked].verb}
          isDangerous={asked === 'cancel'}
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await ACTIONS[asked].act(id);
            await queries.invalidateQueries({ queryKey: ['maintenance'] });
          }}
        >
          <p>
            {title}. {ACTIONS[asked].effect}
          </p>
        </Confirm>
      )}
    </div>
  );
}
