import { Textarea } from '@mantine/core';
import { useState } from 'react';

import type { IncidentRowFragment } from '../../api/generated/graphql';
import { Confirm } from '../../ui/Confirm';
import { useIncidentActions } from './use-incident-actions';

interface Props {
  incident: IncidentRowFragment;
  onClose: () => void;
}

/** Resolves an incident by hand, with a note for those who read it later. */
export function ResolveIncident({ incident, onClose }: Props) {
  const { resolve } = useIncidentActions(incident.id);
  const [note, setNote] = useState('');
  return (
    <Confirm
      title="Resolve by hand?"
      verb="Resolve"
      onConfirm={() => resolve(note)}
      onClose={onClose}
    >
      <p>
        {incident.website.name}: it resolves by itself once the website is well. If you resolve it
        while the website is still down, the next incident opens only after it was up.
      </p>
      <Textarea
        label="Note"
        description="What was done, for the timeline; may be left empty"
        autosize={false}
        rows={3}
        maxLength={10_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </Confirm>
  );
}
