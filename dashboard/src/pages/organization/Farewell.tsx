import { Button } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { Confirm } from '../../ui/Confirm';
import { DELETE_ORGANIZATION, LEAVE_ORGANIZATION } from './queries';
import { useReread } from './use-organization';

/** Leaving the organization, and deleting it for whoever owns it. */
export function Farewell() {
  const { organization, may } = useSession();
  const { id, name } = organization;
  const reread = useReread();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<'leave' | 'delete' | null>(null);
  const gone = async () => {
    go('/', { replace: true });
    await reread.session();
  };
  return (
    <>
      <h2>Leave{may('OWNER') && ' or delete'}</h2>
      <div className="actions">
        <Button variant="default" onClick={() => setAsked('leave')}>
          Leave
        </Button>
        {may('OWNER') && (
          <Button variant="default" onClick={() => setAsked('delete')}>
            Delete
          </Button>
        )}
      </div>
      {asked === 'leave' && (
        <Confirm
          title="Leave the organization?"
          verb="Leave"
          isDangerous
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(LEAVE_ORGANIZATION, { id });
            await gone();
          }}
        >
          <p>You see nothing of {name} any more, until somebody invites you again.</p>
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title="Delete for ever?"
          verb="Delete"
          isDangerous
          mustType={name}
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(DELETE_ORGANIZATION, { id });
            await gone();
          }}
        >
          <p>
            {name} with everything in it: websites and their history, channels, maintenance and
            keys. This cannot be undone.
          </p>
        </Confirm>
      )}
    </>
  );
}
