import { Button, Checkbox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import { Fold } from '../../ui/Fold';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { useUnsaved } from '../../ui/use-unsaved';
import { AccessFields } from './AccessFields';
import { ComponentList } from './ComponentList';
import type { Draft } from './draft';
import { HeadFields } from './HeadFields';
import { LookFields } from './LookFields';
import type { PartProps } from './part';
import { PreviewPane } from './PreviewPane';
import { LABELS, problemsOf, type Problems } from './problems';
import type { Previewing } from './use-preview';

import './form.css';

interface Props {
  initial: Draft;
  isNew: boolean;
  /** Where the logo is that the page has. */
  logoAddress: string | null;
  previewing: Previewing;
  onSave: (draft: Draft) => Promise<void>;
}

/** A status page: its head, what it shows, everything else, folded, and what it would look like. */
export function StatusPageForm({ initial, isNew, logoAddress, previewing, onSave }: Props) {
  const [begun] = useState(initial);
  const [draft, setDraft] = useState(begun);
  const [own, setOwn] = useState<Problems>({});
  const [refused, setRefused] = useState<unknown>(null);
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({ mutationFn: onSave, onError: setRefused });
  useUnsaved(draft !== begun && !save.isPending && !save.isSuccess);

  const placed = placeError(refused, LABELS);
  const problems: Problems =
    placed.field === null ? own : { ...own, [placed.field]: placed.at(placed.field) ?? '' };
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [own, refused]);

  const firstAt = (...beginnings: string[]) => {
    const isOf = (field: string) => beginnings.some((beginning) => field.startsWith(beginning));
    return Object.entries(problems).find(([field]) => isOf(field))?.[1] ?? null;
  };
  const part: PartProps = {
    draft,
    at: (field) => problems[field] ?? null,
    firstAt,
    change: (part) => {
      setDraft((draft) => ({ ...draft, ...part }));
      // Errors name components by their place, which may be another one now.
      if (part.components && firstAt('components') !== null) {
        setOwn({});
        setRefused(null);
      }
    },
  };
  return (
    <form
      ref={form}
      className="status-page-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const found = problemsOf(draft);
        setOwn(found);
        setRefused(null);
        if (Object.keys(found).length === 0) {
          save.mutate(draft);
        }
      }}
    >
      <div className="status-page-fields">
        <HeadFields {...part} />
        <ComponentList {...part} />
        <div className="panel folds">
          <LookFields {...part} logoAddress={logoAddress} />
          <AccessFields {...part} hasPassword={begun.access === 'PASSWORD'} />
          <Fold
            title="Incidents"
            summary={draft.publishIncidents ? 'Published by itself, too' : 'Written by people'}
            isWrong={false}
          >
            <Checkbox
              label="Publish incidents of its websites by itself"
              description="In the words of the page, without causes. What opened before is not published."
              checked={draft.publishIncidents}
              onChange={(event) => part.change({ publishIncidents: event.currentTarget.checked })}
            />
          </Fold>
        </div>
        <div className="save">
          {isNew && (
            <Checkbox
              label="Publish it at once"
              description="Else it is a draft, which only members see"
              checked={draft.isPublished}
              onChange={(event) => part.change({ isPublished: event.currentTarget.checked })}
            />
          )}
          <FormProblem>{placed.rest}</FormProblem>
          <Button type="submit" loading={save.isPending}>
            {isNew ? 'Create the status page' : 'Save'}
          </Button>
        </div>
      </div>
      <PreviewPane draft={draft} previewing={previewing} logoAddress={logoAddress} />
    </form>
  );
}
