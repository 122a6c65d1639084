import type { PageIncidentDetailsFragment } from '../../api/generated/graphql';
import { Time } from '../../ui/Time';
import type { Component } from './AffectedFields';
import { UPDATE_STATES } from './update-draft';
import { COMPONENT_STATUSES } from './words';

interface Props {
  updates: PageIncidentDetailsFragment['updates'];
  components: readonly Component[];
}

/** What was written of an incident, newest first, as it was typed. */
export function Updates({ updates, components }: Props) {
  const nameOf = (id: string) => components.find((component) => component.id === id)?.name;
  return (
    <ol className="list" aria-label="Updates">
      {updates.map(({ id, state, text, at, automatic, affected }) => (
        <li key={id}>
          <div className="wide">
            <strong>{UPDATE_STATES[state]}</strong>{' '}
            <span className="muted">
              <Time at={at} />
              {automatic && ' · written by the page itself'}
            </span>
            <div className="update-text">{text}</div>
            {affected.length > 0 && (
              <ul className="plain muted">
                {affected.map(({ componentId, status }) => (
                  <li key={componentId}>
                    {nameOf(componentId) ?? 'A component that is gone'}:{' '}
                    {COMPONENT_STATUSES[status]}
                  </li>
                ))}
              </ul>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
