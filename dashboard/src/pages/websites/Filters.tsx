import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconSearch } from '@tabler/icons-react';

import type { CheckKind } from '../../api/generated/graphql';
import { KINDS } from '../website-form/kinds';
import { regionNames } from './region-names';
import { SORTS, type Sort, type View } from './view';

interface Props {
  view: View;
  tags: readonly string[];
  /** Keys of the tags, by which websites can be grouped. */
  keys: readonly string[];
  /** The kinds of check that there are. */
  kinds: readonly CheckKind[];
  /** Whether all websites are there: what is less urgent is read then. */
  isComplete: boolean;
  onChange: (part: Partial<View>) => void;
}

/** Search, tag, kind, region, groups and order; a choice of one is none. */
export function Filters({ view, tags, keys, kinds, isComplete, onChange }: Props) {
  const { data } = useQuery({ ...regionNames, enabled: isComplete });
  const regions = data?.regions.map(({ name }) => name) ?? [];
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
      {(kinds.length > 1 || view.kind) && (
        <NativeSelect
          aria-label="Kind of check"
          value={view.kind ?? ''}
          onChange={({ currentTarget: { value } }) =>
            onChange({ kind: kinds.find((kind) => kind === value) ?? null })
          }
          data={[
            { value: '', label: 'All kinds' },
            ...withChosen(kinds, view.kind).map((kind) => ({
              value: kind,
              label: KINDS[kind].name,
            })),
          ]}
        />
      )}
      {(regions.length > 1 || view.region) && (
        <NativeSelect
          aria-label="Region"
          value={view.region ?? ''}
          onChange={(event) => onChange({ region: event.currentTarget.value || null })}
          data={[
            { value: '', label: 'All regions' },
            ...withChosen(regions, view.region).map((name) => ({
              value: name,
              label: `From ${name}`,
            })),
          ]}
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

/** What can be chosen, with what an address chose that is not there. */
function withChosen<T>(choices: readonly T[], chosen: T | null): T[] {
  return chosen === null || choices.includes(chosen) ? [...choices] : [...choices, chosen];
}
