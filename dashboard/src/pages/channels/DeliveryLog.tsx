import { NativeSelect } from '@mantine/core';
import { useSearchParams } from 'wouter';

import { explain } from '../../api/error';
import type { DeliveryState } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { DELIVERY_STATES } from '../../ui/deliveries';
import { Delivery } from '../../ui/Delivery';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import { usePages } from '../../ui/use-pages';
import { CHANNEL_DELIVERIES } from './queries';

/** How often the log is read again while something waits, in milliseconds. */
const WAITING_MS = 3_000;

/** How often else. */
const IDLE_MS = 15_000;

interface Props {
  id: string;
}

/** What was sent by a channel, newest first, by what became of it. */
export function DeliveryLog({ id }: Props) {
  const [params, setParams] = useSearchParams();
  const wanted = params.get('state') ?? '';
  const state = wanted in DELIVERY_STATES ? (wanted as DeliveryState) : null;
  const list = usePages(
    ['channels', 'one', id, 'deliveries', state],
    async (after, signal) =>
      (await request(CHANNEL_DELIVERIES, { id, state, after }, signal)).channel.deliveries,
    (nodes) => (nodes.some(({ state }) => state === 'WAITING') ? WAITING_MS : IDLE_MS),
  );
  return (
    <>
      <NativeSelect
        className="log-filter"
        aria-label="What became of it"
        value={state ?? ''}
        data={[
          { value: '', label: 'All' },
          ...Object.entries(DELIVERY_STATES).map(([value, label]) => ({ value, label })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setParams(value ? { state: value } : {}, { replace: true });
        }}
      />
      {!list.nodes && list.error && (
        <Failure title="The deliveries cannot be read" retry={list.retry}>
          {explain(list.error)}
        </Failure>
      )}
      {!list.nodes && !list.error && <Loading what="deliveries" />}
      {list.nodes?.length === 0 && (
        <p className="empty">
          {state ? `Nothing is "${DELIVERY_STATES[state]}".` : 'Nothing was sent yet. Test it.'}
        </p>
      )}
      {list.nodes && list.nodes.length > 0 && (
        <ul className="list">
          {list.nodes.map((delivery) => (
            <Delivery key={delivery.id} delivery={delivery} isOfChannel />
          ))}
        </ul>
      )}
      <ShowMore list={list} />
    </>
  );
}
