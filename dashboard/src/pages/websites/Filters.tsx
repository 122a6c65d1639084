import { NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';

import { SORTS, type Sort, type View } from './view';

interface Props {
  view: View;
  tags: readonly string[];
  onChange: (part: Partial<View>) => void;
}

/** Search, tag and order. */
export function Filters({ view, tags, onChange }: Props) {
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
      <NativeSelect
        aria-label="Order"
        value={view.sort}
        onChange={(event) => onChange({ sort: event.currentTarget.value as Sort })}
        data={Object.entries(SORTS).map(([value, label]) => ({ value, label }))}
      />
    </div>
  );
}
