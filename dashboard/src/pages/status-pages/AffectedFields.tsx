import { CloseButton, NativeSelect } from '@mantine/core';

import type { ComponentStatus } from '../../api/generated/graphql';
import { PickSelect } from './PickSelect';
import type { Affected } from './update-draft';
import { choicesOf, COMPONENT_STATUSES } from './words';

/** A component of the page. */
export interface Component {
  id: string;
  name: string;
}

interface Props {
  affected: readonly Affected[];
  components: readonly Component[];
  problem: string | null;
  onChange: (affected: Affected[]) => void;
}

/** Which components a trouble affects, and how. */
export function AffectedFields({ affected, components, problem, onChange }: Props) {
  const others = components.filter(({ id }) => !affected.some((one) => one.componentId === id));
  const nameOf = (id: string) => components.find((component) => component.id === id)?.name ?? '';
  return (
    <fieldset>
      <legend>Affected components</legend>
      {problem && (
        <span role="alert" className="danger-text">
          {problem}
        </span>
      )}
      {affected.map(({ componentId, status }) => (
        <div key={componentId} className="link-fields">
          <NativeSelect
            label={nameOf(componentId)}
            value={status}
            data={choicesOf(COMPONENT_STATUSES)}
            onChange={(event) => {
              const status = event.currentTarget.value as ComponentStatus;
              onChange(
                affected.map((one) => (one.componentId === componentId ? { ...one, status } : one)),
              );
            }}
          />
          <CloseButton
            aria-label={`${nameOf(componentId)} is not affected`}
            onClick={() => onChange(affected.filter((one) => one.componentId !== componentId))}
          />
        </div>
      ))}
      <PickSelect
        label="Add an affected component"
        choices={others.map(({ id, name }) => ({ value: id, label: name }))}
        nothing="No other component is called so"
        onPick={(componentId) => onChange([...affected, { componentId, status: 'DEGRADED' }])}
      />
    </fieldset>
  );
}
