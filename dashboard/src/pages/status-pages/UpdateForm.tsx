import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import type { PageIncidentDetailsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';
import { useUnsaved } from '../../ui/use-unsaved';
import type { Component } from './AffectedFields';
import { POST_STATUS_UPDATE } from './queries';
import { nextUpdate, updateInput } from './update-draft';
import { UpdateFields } from './UpdateFields';

interface Props {
  incident: PageIncidentDetailsFragment;
  components: readonly Component[];
}

/** Posts what is new; on a published incident everybody reads it at once. */
export function UpdateForm({ incident, components }: Props) {
  const queries = useQueryClient();
  const [begun, setBegun] = useState(() => nextUpdate(incident, components));
  const [draft, setDraft] = useState(begun);
  const { mutate, error, isPending } = useMutation({
    mutationFn: async () => {
      const input = { statusPageIncidentId: incident.id, ...updateInput(draft) };
      await request(POST_STATUS_UPDATE, { input });
      await queries.invalidateQueries({ queryKey: ['status-pages'] });
    },
    onSuccess: () => {
      const next = { ...updateInput(draft), text: '' };
      setBegun(next);
      setDraft(next);
    },
  });
  useUnsaved(draft !== begun && !isPending);
  const { at, rest } = placeError(error, { text: 'What is known' });
  return (
    <SmallForm
      problem={rest}
      verb={incident.publishedAt ? 'Post the update' : 'Add it to the draft'}
      isPending={isPending}
      onSubmit={() => mutate()}
    >
      <UpdateFields
        draft={draft}
        components={components}
        at={at}
        onChange={(part) => setDraft({ ...draft, ...part })}
      />
    </SmallForm>
  );
}
