import { Button, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
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
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <FormProblem>{rest}</FormProblem>
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
      <div className="actions">
        <Button type="submit" variant="default" loading={isPending}>
          Add the note
        </Button>
      </div>
    </form>
  );
}
