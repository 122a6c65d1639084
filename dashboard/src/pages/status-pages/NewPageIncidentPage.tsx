import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import type { StatusPageSettingsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { FormProblem } from '../../ui/FormProblem';
import { NotAllowed } from '../../ui/NotAllowed';
import { placeError } from '../../ui/place-error';
import { useUnsaved } from '../../ui/use-unsaved';
import { CREATE_PAGE_INCIDENT } from './queries';
import { FIRST, updateInput } from './update-draft';
import { UpdateFields } from './UpdateFields';
import { WithStatusPage } from './WithStatusPage';

import './form.css';

const BEGINNING = { title: '', update: FIRST, isPublished: false };

interface Props {
  /** The page. */
  id: string;
}

/** Writes an incident on a status page. */
export function NewPageIncidentPage({ id }: Props) {
  const { may } = useSession();
  return (
    <WithStatusPage id={id}>
      {(page) => (
        <>
          <p className="back">
            <Link href={`/status-pages/${id}`}>{page.title}</Link>
          </p>
          <h1>Write an incident</h1>
          {may('MEMBER') ? (
            <IncidentForm page={page} />
          ) : (
            <NotAllowed what="write incidents" least="member" />
          )}
        </>
      )}
    </WithStatusPage>
  );
}

function IncidentForm({ page }: { page: StatusPageSettingsFragment }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [draft, setDraft] = useState(BEGINNING);
  const { title, update, isPublished } = draft;
  const { mutate, error, isPending, isSuccess } = useMutation({
    mutationFn: async () => {
      const written = { title, ...updateInput(update), published: isPublished };
      const input = { statusPageId: page.id, ...written };
      return (await request(CREATE_PAGE_INCIDENT, { input })).createStatusPageIncident;
    },
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: ['status-pages'] });
      go(`/status-pages/incidents/${id}`, { replace: true });
    },
  });
  useUnsaved(draft !== BEGINNING && !isPending && !isSuccess);
  const { at, rest } = placeError(error, { title: 'The title', text: 'What is known' });
  return (
    <form
      className="form panel"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <FormProblem>{rest}</FormProblem>
      <TextInput
        label="Title"
        required
        withAsterisk
        value={title}
        error={at('title')}
        onChange={({ currentTarget: { value } }) => setDraft({ ...draft, title: value })}
      />
      <UpdateFields
        draft={update}
        components={page.components}
        at={at}
        onChange={(part) => setDraft({ ...draft, update: { ...update, ...part } })}
      />
      <Checkbox
        label="Publish it at once"
        description="Else it is a draft, which only members see"
        checked={isPublished}
        onChange={({ currentTarget: { checked } }) => setDraft({ ...draft, isPublished: checked })}
      />
      <div className="actions">
        <Button type="submit" loading={isPending}>
          {isPublished ? 'Publish the incident' : 'Save the draft'}
        </Button>
      </div>
    </form>
  );
}
