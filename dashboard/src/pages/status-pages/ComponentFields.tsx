import { Autocomplete, NativeSelect, TextInput } from '@mantine/core';

import type { ComponentStatus } from '../../api/generated/graphql';
import { Choices } from '../../ui/Choices';
import type { ComponentDraft } from './draft';
import { choicesOf, COMPONENT_STATUSES, SHOWN } from './words';

interface Props {
  component: ComponentDraft;
  /** The field of the API that it is. */
  field: string;
  /** The sections that there are. */
  sections: readonly string[];
  at: (field: string) => string | null;
  onChange: (part: Partial<ComponentDraft>) => void;
}

/** What the public reads of a component. */
export function ComponentFields({ component, field, sections, at, onChange }: Props) {
  const { source, name, description, section, shows } = component;
  return (
    <>
      <TextInput
        label="Public name"
        description={
          source.kind === 'website' && source.name !== name
            ? `The website is called ${source.name} here, which the public does not see`
            : undefined
        }
        required
        withAsterisk
        autoFocus={component.id === null && name === ''}
        value={name}
        error={at(`${field}.name`)}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
      {source.kind === 'manual' && (
        <NativeSelect
          label="State"
          value={source.status}
          data={choicesOf(COMPONENT_STATUSES)}
          onChange={(event) => {
            const status = event.currentTarget.value as ComponentStatus;
            onChange({ source: { kind: 'manual', status } });
          }}
        />
      )}
      <div className="row-of-fields">
        <TextInput
          label="Description"
          value={description}
          error={at(`${field}.description`)}
          onChange={(event) => onChange({ description: event.currentTarget.value })}
        />
        <Autocomplete
          label="Section"
          data={[...sections]}
          value={section}
          error={at(`${field}.section`)}
          onChange={(section) => onChange({ section })}
        />
      </div>
      {source.kind !== 'manual' && (
        <Choices
          legend="What is shown of it"
          choices={SHOWN}
          chosen={shows}
          onChange={(shows) => onChange({ shows })}
        />
      )}
    </>
  );
}
