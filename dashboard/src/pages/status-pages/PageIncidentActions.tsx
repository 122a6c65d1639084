import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';

import type { PageIncidentDetailsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Confirm } from '../../ui/Confirm';
import { PublishIncident } from './PublishIncident';
import { DELETE_PAGE_INCIDENT, UPDATE_PAGE_INCIDENT } from './queries';

interface Props {
  incident: PageIncidentDetailsFragment;
}

/** Publishing an incident of a page, changing its title, and deleting it. */
export function PageIncidentActions({ incident }: Props) {
  const { id, title, statusPageId, publishedAt } = incident;
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [asked, setAsked] = useState<'title' | 'delete' | null>(null);
  const [typed, setTyped] = useState(title);
  return (
    <div className="actions">
      {!publishedAt && <PublishIncident incident={incident} isMain />}
      <Button
        variant="default"
        aria-keyshortcuts="e"
        onClick={() => {
          setTyped(title);
          setAsked('title');
        }}
      >
        Change the title
      </Button>
      <Button variant="default" onClick={() => setAsked('delete')}>
        Delete
      </Button>
      {asked === 'title' && (
        <Confirm
          title="Change the title"
          verb="Change"
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(UPDATE_PAGE_INCIDENT, { input: { id, title: typed } });
            await queries.invalidateQueries({ queryKey: ['status-pages'] });
          }}
        >
          <TextInput
            label="Title"
            data-autofocus
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </Confirm>
      )}
      {asked === 'delete' && (
        <Confirm
          title="Delete for ever?"
          verb="Delete"
          isDangerous
          onClose={() => setAsked(null)}
          onConfirm={async () => {
            await request(DELETE_PAGE_INCIDENT, { id });
            go(`/status-pages/${statusPageId}`);
            await queries.invalidateQueries({ queryKey: ['status-pages'], refetchType: 'none' });
          }}
        >
          <p>
            The incident {title}, with all its updates. Nobody finds it on the page any more; to
            tell that it is over, post an update instead.
          </p>
        </Confirm>
      )}
    </div>
  );
}
