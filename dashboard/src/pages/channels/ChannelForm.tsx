import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { ChannelKind } from '../../api/generated/graphql';
import { audienceProblem } from '../../ui/audience';
import { AudienceFields } from '../../ui/AudienceFields';
import { Choices } from '../../ui/Choices';
import { CHANNEL_KINDS } from '../../ui/deliveries';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { TimeZoneField } from '../../ui/TimeZoneField';
import { useUnsaved } from '../../ui/use-unsaved';
import type { Draft } from './draft';
import { KINDS } from './kinds';
import { LABELS } from './labels';
import { QuietFields } from './QuietFields';
import { SettingFields } from './SettingFields';
import { ALERT_KINDS } from './view';

interface Props {
  initial: Draft;
  isNew: boolean;
  error: unknown;
  isSaving: boolean;
  onSave: (draft: Draft) => void;
}

/** A channel: where it goes, what it hears, and when. */
export function ChannelForm({ initial, isNew, error, isSaving, onSave }: Props) {
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const [problem, setProblem] = useState<string | null>(null);
  useUnsaved(draft !== begun && !isSaving);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const { input, fields } = KINDS[draft.kind];
  const { at, rest } = placeError(error, LABELS);
  return (
    <form
      className="form panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const wrong = audienceProblem(draft.audience);
        setProblem(wrong);
        if (wrong === null) {
          onSave(draft);
        }
      }}
    >
      <FormProblem>{rest}</FormProblem>
      <NativeSelect
        label="Kind"
        description={isNew ? undefined : 'A channel of another kind is a new one'}
        disabled={!isNew}
        value={draft.kind}
        data={Object.entries(CHANNEL_KINDS).map(([value, label]) => ({ value, label }))}
        onChange={(event) => change({ kind: event.currentTarget.value as ChannelKind })}
      />
      <TextInput
        label="Name"
        required
        withAsterisk
        value={draft.name}
        error={at('name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <fieldset>
        <legend>Where it goes</legend>
        {!isNew && (
          <Checkbox
            label="Replace these settings as a whole"
            description="Secrets are not shown, so they must be given again. Else all are kept."
            checked={draft.hasSettings}
            onChange={(event) => change({ hasSettings: event.currentTarget.checked })}
          />
        )}
        {draft.hasSettings && (
          <SettingFields
            fields={fields}
            values={draft.settings}
            errorAt={(name) => at(`${input}.${name}`)}
            onChange={(name, value) => change({ settings: { ...draft.settings, [name]: value } })}
          />
        )}
      </fieldset>
      <Choices
        legend="What it hears"
        choices={ALERT_KINDS}
        chosen={draft.kinds}
        error={at('kinds')}
        onChange={(kinds) => change({ kinds })}
      />
      <AudienceFields
        legend="Of which websites"
        audience={draft.audience}
        problem={problem ?? at('websiteIds') ?? at('tags')}
        onChange={(audience) => change({ audience })}
      />
      <TextInput
        label="Repeat that an incident is open, every so many minutes"
        description="5 to 10,080; never, if you leave it empty"
        inputMode="numeric"
        value={draft.repeatMinutes}
        error={at('repeatSecs')}
        onChange={(event) => change({ repeatMinutes: event.currentTarget.value })}
      />
      <TimeZoneField
        description="Of the quiet hours, and of times in messages"
        value={draft.timeZone}
        error={at('timeZone')}
        onChange={(timeZone) => change({ timeZone })}
      />
      <QuietFields quiet={draft.quiet} errorAt={at} onChange={(quiet) => change({ quiet })} />
      <Checkbox
        label="Fallback: hears what other channels cannot deliver for five minutes"
        checked={draft.fallback}
        onChange={(event) => change({ fallback: event.currentTarget.checked })}
      />
      <div className="actions">
        <Button type="submit" loading={isSaving}>
          {isNew ? 'Create the channel' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
