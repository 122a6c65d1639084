import { Button } from '@mantine/core';
import { useState } from 'react';

import { request } from '../../api/request';
import { ProveDialog } from './ProveDialog';
import { REMOVE_TOTP, REPLACE_RECOVERY_CODES } from './queries';

/** So few codes, or fewer, are worth a warning. */
const FEW_CODES = 3;

interface Props {
  codesLeft: number;
  onChanged: (codes: readonly string[]) => Promise<void>;
}

/** The second factor that is on, with new recovery codes and its end. */
export function SecondFactorIsOn({ codesLeft, onChanged }: Props) {
  const [asked, setAsked] = useState<'codes' | 'end' | null>(null);
  const close = () => setAsked(null);
  return (
    <>
      <p>
        On: signing in by password takes a code of your app, too.{' '}
        <span className={codesLeft <= FEW_CODES ? 'danger-text' : 'muted'}>
          {codesLeft === 1 ? '1 recovery code is left.' : `${codesLeft} recovery codes are left.`}
        </span>
      </p>
      <div className="actions">
        <Button variant="default" onClick={() => setAsked('codes')}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={() => setAsked('end')}>
          Turn off
        </Button>
      </div>
      {asked === 'codes' && (
        <ProveDialog
          title="Make new recovery codes?"
          verb="Make new codes"
          onClose={close}
          onProven={async (input) => {
            const { replaceRecoveryCodes } = await request(REPLACE_RECOVERY_CODES, { input });
            await onChanged(replaceRecoveryCodes.codes);
          }}
        >
          <p>Those that you have are good for nothing then.</p>
        </ProveDialog>
      )}
      {asked === 'end' && (
        <ProveDialog
          title="Turn the second factor off?"
          verb="Turn off"
          isDangerous
          onClose={close}
          onProven={async (input) => {
            await request(REMOVE_TOTP, { input });
            await onChanged([]);
          }}
        >
          <p>
            Your password alone signs you in then. App and recovery codes are good for nothing;
            another app can be set up.
          </p>
        </ProveDialog>
      )}
    </>
  );
}
