import { Button } from '@mantine/core';
import { useState } from 'react';

import { Part } from '../../ui/Part';
import { Changes } from './Changes';
import { Incidents } from './Incidents';
import { WEBSITE_HISTORY } from './queries';
import { useWebsiteQuery } from './use-website-query';
import { Verdicts } from './Verdicts';

/** How many of each list are shown, and how many once more are asked for. */
const FEW = 10;
const MANY = 100;

/** Incidents, judgements and changes of a website, newest first. */
export function History({ id }: { id: string }) {
  const [first, setFirst] = useState(FEW);
  const query = useWebsiteQuery(WEBSITE_HISTORY, id, { variables: { first } });
  return (
    <>
      <Part title="Incidents" query={query}>
        {({ website: { open, incidents } }) => (
          <Incidents open={open.nodes} resolved={incidents.nodes} />
        )}
      </Part>
      <Part title="Why did it page, or not?" query={query}>
        {({ website: { verdicts } }) => <Verdicts verdicts={verdicts.nodes} />}
      </Part>
      <Part title="Changes" query={query}>
        {({ website: { changes, verdicts, incidents } }) => (
          <>
            <Changes changes={changes.nodes} />
            {first === FEW &&
              [changes, verdicts, incidents].some(({ pageInfo }) => pageInfo.hasNextPage) && (
                <Button variant="default" className="more" onClick={() => setFirst(MANY)}>
                  Show up to {MANY} of each list
                </Button>
              )}
          </>
        )}
      </Part>
    </>
  );
}
