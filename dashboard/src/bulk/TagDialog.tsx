import { Button, MultiSelect } from '@mantine/core';
import { useState } from 'react';

import { useLive } from '../app/live';
import { TagsField } from '../pages/website-form/TagsField';
import { tagsOf } from '../pages/websites/view';
import { Dialog } from '../ui/Dialog';
import { FormProblem } from '../ui/FormProblem';
import { taggingOf } from './settings-change';
import type { TagChange } from './undo';
import { useBulkForm } from './use-bulk-form';

interface Props {
  ids: readonly string[];
  /** How many they are, in words. */
  count: string;
  onClose: () => void;
}

/** Gives the selected websites tags, and takes others from them. */
export function TagDialog({ ids, count, onClose }: Props) {
  const { websites } = useLive();
  const [tags, setTags] = useState<TagChange>({ add: [], remove: [] });
  const { mutate, isPending, placed } = useBulkForm(
    (place, tags: TagChange) =>
      taggingOf(place, ids, tags, (id) => websites.row(id)?.tags.map(({ text }) => text)),
    onClose,
  );
  const there = tagsOf(ids.flatMap((id) => websites.row(id) ?? []));
  return (
    <Dialog onClose={onClose} title={`Tag ${count}`}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          mutate(tags);
        }}
      >
        <TagsField
          label="Add tags"
          value={tags.add}
          error={placed.at('add')}
          onChange={(add) => setTags({ ...tags, add })}
        />
        <MultiSelect
          label="Remove tags"
          description={there.length === 0 ? 'None of them has a tag' : undefined}
          disabled={there.length === 0}
          searchable
          maxValues={20}
          data={there}
          value={tags.remove}
          error={placed.at('remove')}
          onChange={(remove) => setTags({ ...tags, remove })}
        />
        <FormProblem>{placed.rest}</FormProblem>
        <Button
          type="submit"
          loading={isPending}
          disabled={tags.add.length === 0 && tags.remove.length === 0}
        >
          Tag {count}
        </Button>
      </form>
    </Dialog>
  );
}
