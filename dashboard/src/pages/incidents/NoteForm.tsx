import { Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { placeError } from '../../ui/place-error';
import { SmallForm } from '../../ui/SmallForm';
import { useIncidentActions } from './use-incident-actions';

interface Props {
  id: string;
}

/** Adds a note to the timeline. */
export function NoteForm({ id }: Props) {
  const { note } = useIncidentActions(id);
  const [text, setText] = useState('');
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => note(text),
    onSuccess: () => setText(''),
  });
  const { at, rest } = placeError(error, { text: 'The note' });
  return (
    <SmallForm
      problem={rest}
      verb="Add the note"
      isPending={isPending}
      onSubmit={() => mutate()}
      isBare
    >
      <Textarea
        label="Note"
        rows={3}
        required
        withAsterisk={false}
        maxLength={10_000}
        value={text}
        error={at('text')}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </SmallForm>
  );
}
