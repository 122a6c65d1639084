import { NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';

import { SORTS, type Sort, type View } from './view';

interface Props {
  view: View;
  tags: readonly string[];
  onChange: (part: Partial<View>) => void;
}

/** Search, tag and order. */
export function Filters({ view, tags, onChange }: Props) {
  const search = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      if (event.key === '/' && !isTyping(event.target)) {
        event.preventDefault();
        search.current?.focus();
      }
    };
    addEventListener('keydown', focus);
    return () => removeEventListener('keydown', focus);
  }, []);
  return (
    <div className="filters" role="search">
      <TextInput
        ref={search}
        aria-label="Search by name or address"
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

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}
