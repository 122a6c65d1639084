import { Link } from 'wouter';

import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Delivery } from '../../ui/Delivery';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import { usePages } from '../../ui/use-pages';
import { INCIDENT_DELIVERIES } from './queries';

/** How often deliveries are read again while one of them waits, in milliseconds. */
const WAITING_MS = 3_000;

interface Props {
  id: string;
}

/** Who was told of the incident, and how that went. */
export function IncidentDeliveries({ id }: Props) {
  const list = usePages(
    ['incidents', 'one', id, 'deliveries'],
    async (after, signal) =>
      (await request(INCIDENT_DELIVERIES, { id, after }, signal)).incident.deliveries,
    (nodes) => (nodes.some(({ state }) => state === 'WAITING') ? WAITING_MS : false),
  );
  if (!list.nodes) {
    return list.error ? (
      <Failure title="The deliveries cannot be read" retry={list.retry}>
        {explain(list.error)}
      </Failure>
    ) : (
      <Loading what="deliveries" />
    );
  }
  if (list.nodes.length === 0) {
    return (
      <p className="empty">
        Nobody was told: no channel hears of this website. <Link href="/channels">Channels</Link>
      </p>
    );
  }
  return (
    <>
      <ul className="list">
        {list.nodes.map((delivery) => (
          <Delivery key={delivery.id} delivery={delivery} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}
