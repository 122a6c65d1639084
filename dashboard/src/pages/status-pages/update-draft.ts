import type {
  AffectedComponentInput,
  ComponentStatus,
  PageIncidentDetailsFragment,
  StatusUpdateState,
} from '../../api/generated/graphql';

/** How far the work on a trouble is, as choices. */
export const UPDATE_STATES: Record<StatusUpdateState, string> = {
  INVESTIGATING: 'Investigating',
  IDENTIFIED: 'Identified',
  MONITORING: 'Monitoring',
  RESOLVED: 'Resolved',
};

/** A component that a trouble affects. */
export interface Affected {
  componentId: string;
  status: ComponentStatus;
}

/** An update as it is being written. */
export interface UpdateDraft {
  state: StatusUpdateState;
  text: string;
  affected: readonly Affected[];
}

/** The first update of an incident. */
export const FIRST: UpdateDraft = { state: 'INVESTIGATING', text: '', affected: [] };

/** The next update: at first nothing has changed since the one before. */
export function nextUpdate(
  { updates: [last] }: Pick<PageIncidentDetailsFragment, 'updates'>,
  components: readonly { id: string }[],
): UpdateDraft {
  const isThere = ({ componentId }: Affected) => components.some(({ id }) => id === componentId);
  return last
    ? {
        state: last.state,
        text: '',
        affected: last.affected
          .filter(isThere)
          .map(({ componentId, status }) => ({ componentId, status })),
      }
    : FIRST;
}

/** What is sent of an update; what is over affects nothing. */
export function updateInput({ state, text, affected }: UpdateDraft) {
  const input: AffectedComponentInput[] = state === 'RESOLVED' ? [] : [...affected];
  return { state, text, affected: input };
}

/** How far the work on an incident is, in words. */
export function stateOf({ updates: [last] }: { updates: { state: StatusUpdateState }[] }): string {
  return last ? UPDATE_STATES[last.state] : 'Nothing is written yet';
}
