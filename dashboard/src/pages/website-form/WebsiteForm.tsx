import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import type { Draft } from './draft';
import { keepsSecrets } from './input';
import { KindFields } from './KindFields';
import { PaceFields } from './PaceFields';
import type { PartProps } from './part';
import { LABELS, problemsOf, type Problems } from './problems';
import { TargetFields } from './TargetFields';
import { TransportFields } from './TransportFields';
import { VoteFields } from './VoteFields';

import './website-form.css';

interface Props {
  initial: Draft;
  /** The website before the change; null if it is new. */
  before: Draft | null;
  onSave: (draft: Draft) => Promise<void>;
}

/** A website: what is watched, and everything else with its defaults, folded. */
export function WebsiteForm({ initial, before, onSave }: Props) {
  const [draft, setDraft] = useState(initial);
  const [own, setOwn] = useState<Problems>({});
  const [refused, setRefused] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({ mutationFn: onSave, onError: setRefused });

  const placed = placeError(refused, LABELS);
  const problems: Problems =
    placed.field === null ? own : { ...own, [placed.field]: placed.at(placed.field) ?? '' };
  const wrong = Object.keys(problems);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [own, refused]);

  const part: PartProps = {
    draft,
    kept: before && keepsSecrets(draft.url, draft.check, before) ? before.check : null,
    at: (field) => problems[field] ?? null,
    isWrong: (...beginnings) =>
      wrong.some((field) => beginnings.some((beginning) => field.startsWith(beginning))),
    change: (part) => setDraft((draft) => ({ ...draft, ...part })),
    changeCheck: (part) => setDraft((draft) => ({ ...draft, check: { ...draft.check, ...part } })),
  };
  const submit = () => {
    const found = problemsOf(draft, before);
    setOwn(found);
    setRefused(null);
    if (Object.keys(found).length === 0) {
      save.mutate(draft);
    }
  };
  return (
    <form
      ref={form}
      className="form website-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <FormProblem>{placed.rest}</FormProblem>
      <TargetFields {...part} isNew={before === null} />
      <div className="panel folds">
        <KindFields {...part} />
        <PaceFields {...part} />
        <VoteFields {...part} />
        <TransportFields {...part} />
      </div>
      <div className="actions">
        <Button type="submit" loading={save.isPending}>
          {before === null ? 'Add the website' : 'Save'}
        </Button>
      </div>
    </form>
  );
}
