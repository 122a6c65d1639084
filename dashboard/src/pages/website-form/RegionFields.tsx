import { MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { regionNames } from '../websites/region-names';

interface Props {
  /** Null for all, also future ones; undefined for those that there are. */
  regions: string[] | null | undefined;
  /** How it is called that nothing is changed, if that can be chosen. */
  asItIs?: string;
  error: string | null;
  onChange: (regions: string[] | null | undefined) => void;
}

/** Chooses from where it is checked. */
export function RegionFields({ regions, asItIs, error, onChange }: Props) {
  const { data } = useQuery(regionNames);
  const known = data?.regions.map(({ name, silent }) => ({
    value: name,
    label: silent ? `${name} (silent)` : name,
  }));
  const names = new Set(known?.map(({ value }) => value));
  const others = (regions ?? []).filter((name) => !names.has(name));
  return (
    <>
      <NativeSelect
        label="Checked from"
        value={regions === undefined ? '' : regions === null ? 'all' : 'chosen'}
        data={[
          ...(asItIs === undefined ? [] : [{ value: '', label: asItIs }]),
          { value: 'all', label: 'All regions, also future ones' },
          { value: 'chosen', label: 'Chosen ones' },
        ]}
        error={regions ? null : error}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === '' ? undefined : value === 'all' ? null : [])
        }
      />
      {regions && (
        <MultiSelect
          label="These regions"
          searchable
          data={[...(known ?? []), ...others]}
          value={regions}
          error={error}
          onChange={onChange}
        />
      )}
    </>
  );
}
