import { NativeSelect, Textarea } from '@mantine/core';

import type { StatusUpdateState } from '../../api/generated/graphql';
import { AffectedFields, type Component } from './AffectedFields';
import { UPDATE_STATES, type UpdateDraft } from './update-draft';
import { choicesOf } from './words';

interface Props {
  draft: UpdateDraft;
  /** The components of the page. */
  components: readonly Component[];
  at: (field: string) => string | null;
  onChange: (part: Partial<UpdateDraft>) => void;
}

/** What an update says: how far the work is, what is known, and what is affected. */
export function UpdateFields({ draft, components, at, onChange }: Props) {
  return (
    <>
      <NativeSelect
        label="State"
        value={draft.state}
        data={choicesOf(UPDATE_STATES)}
        onChange={(event) => onChange({ state: event.currentTarget.value as StatusUpdateState })}
      />
      <Textarea
        label="What is known"
        description="In Markdown, for the public"
        required
        withAsterisk
        rows={4}
        value={draft.text}
        error={at('text')}
        onChange={(event) => onChange({ text: event.currentTarget.value })}
      />
      {draft.state !== 'RESOLVED' && (
        <AffectedFields
          affected={draft.affected}
          components={components}
          problem={at('affected')}
          onChange={(affected) => onChange({ affected })}
        />
      )}
    </>
  );
}
