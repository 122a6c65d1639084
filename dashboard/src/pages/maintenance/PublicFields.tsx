import { Textarea, TextInput } from '@mantine/core';

import type { Draft } from './draft';

interface Props {
  draft: Draft;
  errorAt: (name: string) => string | null;
  onChange: (part: Partial<Draft>) => void;
}

/** What status pages that show one of the websites say of the maintenance. */
export function PublicFields({ draft, errorAt, onChange }: Props) {
  return (
    <fieldset>
      <legend>On status pages</legend>
      <p className="muted">
        {draft.publicTitle.trim() || draft.publicText.trim()
          ? 'The public reads this, when it takes place, and which components of the page it is for.'
          : 'If you write nothing here, they only say that maintenance takes place, when, and for which of their components.'}
      </p>
      <TextInput
        label="Public title"
        value={draft.publicTitle}
        error={errorAt('publicTitle')}
        onChange={(event) => onChange({ publicTitle: event.currentTarget.value })}
      />
      <Textarea
        label="Public text"
        description="In Markdown; may be left empty"
        rows={3}
        value={draft.publicText}
        error={errorAt('publicText')}
        onChange={(event) => onChange({ publicText: event.currentTarget.value })}
      />
    </fieldset>
  );
}
