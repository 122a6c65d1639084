import { useQuery } from '@tanstack/react-query';

import { ApiError, explain } from '../../api/error';
import { request } from '../../api/request';
import { useNow } from '../../ui/Age';
import { Failure } from '../../ui/Failure';
import { Query } from '../../ui/Query';
import { HourLedger } from './HourLedger';
import { OPERATION, REGIONS } from './queries';
import { RegionCard } from './RegionCard';
import { ServerCard } from './ServerCard';
import { Summary } from './Summary';
import { statesOf } from './view';

import './health.css';

/** How often regions are read anew, in milliseconds. */
const READ_EVERY_MS = 5_000;

/** How Upbeat itself does: what fails comes first. */
export function HealthPage() {
  const now = useNow();
  const regions = useQuery({
    queryKey: ['regions'],
    queryFn: ({ signal }) => request(REGIONS, {}, signal),
    refetchInterval: READ_EVERY_MS,
  });
  const operation = useQuery({
    queryKey: ['operation'],
    queryFn: ({ signal }) => request(OPERATION, {}, signal),
    refetchInterval: ({ state }) => (isForbidden(state.error) ? false : READ_EVERY_MS),
  });
  const isOperator = !isForbidden(operation.error);
  // What could not be read anew is not shown as if it were so still.
  const known = operation.error ? undefined : operation.data;
  return (
    <>
      <h1>Upbeat itself</h1>
      <Query query={regions} what="regions">
        {(data) => {
          const states = statesOf(data.regions, known?.regions ?? [], now);
          return (
            <>
              <Summary states={states} readAt={regions.dataUpdatedAt} error={regions.error} />
              {operation.error && isOperator && (
                <Failure title="Probers and queues cannot be read">
                  {explain(operation.error)}
                </Failure>
              )}
              {known && <ServerCard instance={known.instance} now={now} />}
              <div className="regions">
                {states.map((state) => (
                  <RegionCard key={state.name} state={state} now={now} />
                ))}
              </div>
              {!isOperator && (
                <p className="muted">
                  The server, probers, their versions and the queues are shown to the operator of
                  this installation.
                </p>
              )}
            </>
          );
        }}
      </Query>
      <HourLedger />
    </>
  );
}

function isForbidden(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'FORBIDDEN';
}
