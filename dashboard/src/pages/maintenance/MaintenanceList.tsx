import { explain } from '../../api/error';
import type { MaintenanceState } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import { usePages } from '../../ui/use-pages';
import { MaintenanceRow } from './MaintenanceRow';
import { MAINTENANCES } from './queries';

/** How often it is looked whether a window began or ended, in milliseconds. */
const LOOK_EVERY_MS = 15_000;

const NONE: Record<MaintenanceState, string> = {
  ACTIVE: 'No maintenance goes on.',
  UPCOMING: 'None is announced.',
  PAST: 'There was none yet.',
};

interface Props {
  state: MaintenanceState;
}

/** The maintenance of the organization in a state, newest first. */
export function MaintenanceList({ state }: Props) {
  const { organization } = useSession();
  const list = usePages(
    ['maintenance', organization.id, state],
    async (after, signal) => {
      const variables = { organizationId: organization.id, state, after };
      return (await request(MAINTENANCES, variables, signal)).maintenances;
    },
    () => LOOK_EVERY_MS,
  );
  if (!list.nodes) {
    return list.error ? (
      <Failure title="The maintenance cannot be read" retry={list.retry}>
        {explain(list.error)}
      </Failure>
    ) : (
      <Loading what="maintenance" />
    );
  }
  if (list.nodes.length === 0) {
    return <p className="muted">{NONE[state]}</p>;
  }
  return (
    <>
      <ul className="list">
        {list.nodes.map((maintenance) => (
          <MaintenanceRow key={maintenance.id} maintenance={maintenance} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}
