import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';

import { audienceProblem } from '../../ui/audience';
import { AudienceFields } from '../../ui/AudienceFields';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { TimeZoneField } from '../../ui/TimeZoneField';
import { useUnsaved } from '../../ui/use-unsaved';
import type { Draft } from './draft';
import { PublicFields } from './PublicFields';
import { WhenFields } from './WhenFields';

/** How the fields are called here that the API names in errors. */
const LABELS = {
  title: 'The title',
  publicTitle: 'The public title',
  publicText: 'The public text',
  from: 'The beginning',
  to: 'The end',
  rule: 'The rule',
  timeZone: 'The time zone',
  websiteIds: 'The websites',
  tags: 'The tags',
  'rule.daily.from': 'The beginning',
  'rule.daily.to': 'The end',
  'rule.weekly.days': 'The days',
  'rule.weekly.from': 'The beginning',
  'rule.weekly.to': 'The end',
  'rule.monthly.days': 'The days',
  'rule.monthly.from': 'The beginning',
  'rule.monthly.to': 'The end',
  'rule.cron.expression': 'The expression',
  'rule.cron.durationSecs': 'The duration in seconds',
};

interface Props {
  initial: Draft;
  error: unknown;
  isSaving: boolean;
  onSave: (draft: Draft) => void;
}

/** Maintenance: what for, when, and for which websites. */
export function MaintenanceForm({ initial, error, isSaving, onSave }: Props) {
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const [problem, setProblem] = useState<string | null>(null);
  useUnsaved(draft !== begun && !isSaving);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
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
      <p className="muted">
        Checks go on, alerts are held, and the time leaves uptime. What is still down at the end is
        told then.
      </p>
      <TextInput
        label="Title"
        description="The public does not see it"
        required
        withAsterisk
        value={draft.title}
        error={at('title')}
        onChange={(event) => change({ title: event.currentTarget.value })}
      />
      <PublicFields draft={draft} errorAt={at} onChange={change} />
      <WhenFields draft={draft} errorAt={at} onChange={change} />
      <TimeZoneField
        description="Of the times above"
        value={draft.timeZone}
        error={at('timeZone')}
        onChange={(timeZone) => change({ timeZone })}
      />
      <AudienceFields
        legend="For which websites"
        audience={draft.audience}
        problem={problem ?? at('websiteIds') ?? at('tags')}
        onChange={(audience) => change({ audience })}
      />
      <div className="actions">
        <Button type="submit" loading={isSaving}>
          Announce
        </Button>
      </div>
    </form>
  );
}
