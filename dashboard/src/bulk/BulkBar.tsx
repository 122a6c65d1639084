import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, useState } from 'react';

import { lazyPage } from '../app/lazy-page';
import { useBulkProgress, useLive, useSelected } from '../app/live';
import { useSession } from '../app/session';
import { ConfirmDelete } from './ConfirmDelete';
import { changeOf, type Deed } from './deeds';
import { showError, start } from './start';
import { counted } from './steps';

import './bulk.css';

const TagDialog = lazyPage(async () => (await import('./TagDialog')).TagDialog);
const EditDialog = lazyPage(async () => (await import('./EditDialog')).EditDialog);

/** What is open, and for which websites: those that were selected then. */
interface Dialog {
  what: 'tag' | 'edit' | 'delete';
  ids: readonly string[];
}

interface Props {
  /** The websites that match the filters: others may be selected, too. */
  found: readonly { id: string }[];
}

/** What can be done with the selected websites, and how far it is. */
export function BulkBar({ found }: Props) {
  const { organization } = useSession();
  const { websites, bulk } = useLive();
  const selected = useSelected();
  const progress = useBulkProgress();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const { mutate } = useMutation({
    mutationFn: (deed: Deed) =>
      start(bulk, changeOf(deed, organization.id, [...selected], websites)),
    onError: showError,
  });
  if (selected.size === 0 && progress === null && dialog === null) {
    return null;
  }
  const shown = found.filter(({ id }) => selected.has(id)).length;
  const hidden =
    shown < selected.size ? `, ${counted(selected.size - shown)} of them filtered out` : '';
  const close = () => setDialog(null);
  const open = (what: Dialog['what']) => setDialog({ what, ids: [...selected] });
  const look = { variant: 'default', disabled: progress !== null } as const;
  return (
    <div className="bulk" role="region" aria-label="Selected websites">
      <span>
        {progress
          ? `${progress.doing}: ${counted(progress.done)} of ${counted(progress.total)}`
          : `${websitesOf(selected.size)} selected${hidden}`}
      </span>
      <Button variant="subtle" aria-keyshortcuts="Escape" onClick={() => bulk.select([])}>
        Clear
      </Button>
      <Button
        {...look}
        aria-keyshortcuts="t"
        aria-label="Tag the selected websites"
        onClick={() => open('tag')}
      >
        Tag
      </Button>
      <Button
        {...look}
        aria-keyshortcuts="e"
        aria-label="Edit the selected websites"
        onClick={() => open('edit')}
      >
        Edit
      </Button>
      <Button
        {...look}
        aria-keyshortcuts="p"
        aria-label="Pause the selected websites"
        onClick={() => mutate('pause')}
      >
        Pause
      </Button>
      <Button {...look} onClick={() => mutate('resume')}>
        Resume
      </Button>
      <Button {...look} onClick={() => open('delete')}>
        Delete
      </Button>
      <Suspense fallback={null}>
        {dialog?.what === 'tag' && <TagDialog.Page {...told(dialog)} onClose={close} />}
        {dialog?.what === 'edit' && <EditDialog.Page {...told(dialog)} onClose={close} />}
      </Suspense>
      {dialog?.what === 'delete' && (
        <ConfirmDelete
          count={dialog.ids.length}
          onClose={close}
          onConfirm={() => {
            close();
            mutate('delete');
          }}
        />
      )}
    </div>
  );
}

function told({ ids }: Dialog) {
  return { ids, count: websitesOf(ids.length) };
}

function websitesOf(count: number): string {
  return count === 1 ? '1 website' : `${counted(count)} websites`;
}
