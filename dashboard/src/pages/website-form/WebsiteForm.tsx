import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { TrialFragment } from '../../api/generated/graphql';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { useUnsaved } from '../../ui/use-unsaved';
import { answersOfTrial } from './answers';
import type { Draft } from './draft';
import { keepsSecrets } from './input';
import { KindFields } from './KindFields';
import { PaceFields } from './PaceFields';
import type { PartProps } from './part';
import type { Answer } from './pick';
import { LABELS, problemsOf, type Problems } from './problems';
import { TargetFields } from './TargetFields';
import { TransportFields } from './TransportFields';
import { TryIt } from './TryIt';
import { useTrial } from './use-trial';
import { VoteFields } from './VoteFields';

import './website-form.css';

interface Props {
  initial: Draft;
  /** The website before the change; null if it is new. */
  before: Draft | null;
  /** Answers that are known of it. */
  answers?: readonly Answer[];
  /** Takes many lines that are pasted as the address, while nothing else is typed. */
  onPasteLines?: (text: string) => void;
  onSave: (draft: Draft) => Promise<void>;
  /** Checks once from each region, and stores nothing. */
  onTry: (draft: Draft) => Promise<readonly TrialFragment[]>;
}

/** What the API refused, and why. */
interface Refused {
  error: unknown;
  what: 'save' | 'trial';
}

/** A website: what is watched, and everything else with its defaults, folded. */
export function WebsiteForm({ initial, before, answers = [], onPasteLines, onSave, onTry }: Props) {
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const [own, setOwn] = useState<Problems>({});
  const [refused, setRefused] = useState<Refused | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({
    mutationFn: onSave,
    onError: (error) => setRefused({ error, what: 'save' }),
  });
  const trial = useTrial(draft, onTry, (error) => setRefused({ error, what: 'trial' }));

  useUnsaved(draft !== begun && !save.isPending && !save.isSuccess);

  const placed = placeError(refused?.error, LABELS);
  const problems: Problems =
    placed.field === null ? own : { ...own, [placed.field]: placed.at(placed.field) ?? '' };
  const wrong = Object.keys(problems);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [own, refused]);

  const part: PartProps = {
    draft,
    answers: [...answersOfTrial(trial.found ?? []), ...answers],
    kept: before && keepsSecrets(draft.url, draft.check, before) ? before.check : null,
    at: (field) => problems[field] ?? null,
    isWrong: (...beginnings) =>
      wrong.some((field) => beginnings.some((beginning) => field.startsWith(beginning))),
    change: (part) => setDraft((draft) => ({ ...draft, ...part })),
    changeCheck: (part) => setDraft((draft) => ({ ...draft, check: { ...draft.check, ...part } })),
  };
  const send = (to: (draft: Draft) => void) => {
    const found = problemsOf(draft, before);
    setOwn(found);
    setRefused(null);
    if (Object.keys(found).length === 0) {
      to(draft);
    }
  };
  return (
    <form
      ref={form}
      className="website-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        send(save.mutate);
      }}
    >
      <div className="website-fields">
        <TargetFields
          {...part}
          isNew={before === null}
          onPasteLines={draft === begun ? (onPasteLines ?? null) : null}
        />
        <div className="panel folds">
          <KindFields {...part} />
          <PaceFields {...part} />
          <VoteFields {...part} />
          <TransportFields {...part} />
        </div>
        <div className="save">
          <FormProblem>{refused?.what === 'save' ? placed.rest : null}</FormProblem>
          <Button type="submit" loading={save.isPending}>
            {before === null ? 'Add the website' : 'Save'}
          </Button>
        </div>
      </div>
      <TryIt
        trial={trial}
        problem={refused?.what === 'trial' ? placed.rest : null}
        onTry={() => send(trial.run)}
      />
    </form>
  );
}
