import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { request } from '../../api/request';
import { Query } from '../../ui/Query';
import { SECOND_FACTOR } from './queries';
import { RecoveryCodes } from './RecoveryCodes';
import { SecondFactorIsOn } from './SecondFactorIsOn';
import { SetUpSecondFactor } from './SetUpSecondFactor';

/** Whether a code of an app is asked for after the password, and what can be done about that. */
export function SecondFactor() {
  const queries = useQueryClient();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const query = useQuery({
    queryKey: ['second-factor'],
    queryFn: ({ signal }) => request(SECOND_FACTOR, {}, signal),
  });
  const changed = async (codes: readonly string[]) => {
    setCodes(codes);
    await queries.invalidateQueries({ queryKey: ['second-factor'] });
  };
  return (
    <Query query={query} what="second factor">
      {({ secondFactor: { totp, recoveryCodesLeft } }) => (
        <>
          {codes.length > 0 && <RecoveryCodes codes={codes} />}
          {totp ? (
            <SecondFactorIsOn codesLeft={recoveryCodesLeft} onChanged={changed} />
          ) : (
            <SetUpSecondFactor onTurnedOn={changed} />
          )}
        </>
      )}
    </Query>
  );
}
