import { NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

import { SORTS, type Sort, type View } from './view';

interface Props {
  view: View;
  tags: readonly string[];
  /** Keys of the tags, by which websites can be grouped. */
  keys: readonly string[];
  onChange: (part: Partial<View>) => void;
}

/** Search, tag, groups and order. */
export function Filters({ view, tags, keys, onChange }: Props) {
  return (
    <div className="filters" role="search">
      <TextInput
        aria-label="Search by name or address"
        aria-keyshortcuts="/"
        placeholder="Search ( / )"
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={view.search}
        onChange={(event) => onChange({ search: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            onChange({ search: '' });
          }
        }}
      />
      {tags.length > 0 && (
        <NativeSelect
          aria-label="Tag"
          value={view.tag ?? ''}
          onChange={(event) => onChange({ tag: event.currentTarget.value || null })}
          data={[{ value: '', label: 'All tags' }, ...tags]}
        />
      )}
      {keys.length > 0 && (
        <NativeSelect
          aria-label="Groups"
          value={view.group ?? ''}
          onChange={(event) => onChange({ group: event.currentTarget.value || null, folded: [] })}
          data={[
            { value: '', label: 'No groups' },
            ...keys.map((key) => ({ value: key, label: `By ${key}` })),
          ]}
        />
      )}
      <NativeSelect
        aria-label="Order"
        value={view.sort}
        onChange={(event) => onChange({ sort: event.currentTarget.value as Sort })}
        data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
