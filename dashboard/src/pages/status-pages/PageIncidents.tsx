import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import { usePages } from '../../ui/use-pages';
import { PageIncidentRow } from './PageIncidentRow';
import { PAGE_INCIDENTS } from './queries';

/** How often it is looked whether the page published something by itself, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

interface Props {
  /** The page. */
  id: string;
  isOpen: boolean;
}

/** What was told of troubles on a page, newest first: those that are open, or those that are not. */
export function PageIncidents({ id, isOpen }: Props) {
  const list = usePages(
    ['status-pages', 'one', id, 'incidents', isOpen],
    async (after, signal) => {
      const variables = { id, open: isOpen, after };
      return (await request(PAGE_INCIDENTS, variables, signal)).statusPage.incidents;
    },
    () => LOOK_EVERY_MS,
  );
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
    return <p className="muted">{isOpen ? 'None is open.' : 'There was none yet.'}</p>;
  }
  return (
    <>
      <ul className="list">
        {list.nodes.map((incident) => (
          <PageIncidentRow key={incident.id} incident={incident} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}
