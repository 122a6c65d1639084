import { explain } from '../../api/error';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import { usePages } from '../../ui/use-pages';
import { IncidentRow } from './IncidentRow';
import { INCIDENTS } from './queries';

interface Props {
  isOpen: boolean;
}

/** The open or the resolved incidents of the organization, newest first. */
export function IncidentList({ isOpen }: Props) {
  const { organization } = useSession();
  const list = usePages(['incidents', organization.id, isOpen], async (after, signal) => {
    const variables = { organizationId: organization.id, open: isOpen, after };
    return (await request(INCIDENTS, variables, signal)).incidents;
  });
  if (!list.nodes) {
    return list.error ? (
      <Failure title="The incidents cannot be read" retry={list.retry}>
        {explain(list.error)}
      </Failure>
    ) : (
      <Loading what="incidents" />
    );
  }
  if (list.nodes.length === 0) {
    return (
      <p className="empty">
        {isOpen
          ? 'Nothing is down. An incident opens when enough regions see a website down.'
          : 'No incident has resolved yet.'}
      </p>
    );
  }
  return (
    <>
      <ul className="list">
        {list.nodes.map((incident) => (
          <IncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}
