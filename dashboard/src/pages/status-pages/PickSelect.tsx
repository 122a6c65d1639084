import { Select } from '@mantine/core';
import { useState } from 'react';

interface Props {
  label: string;
  choices: { value: string; label: string }[];
  /** What it says if there is nothing to pick. */
  nothing: string;
  onPick: (value: string) => void;
}

/** How many choices are shown at once. */
const MOST = 50;

/** Finds something by what is typed, picks it, and is ready for the next one. */
export function PickSelect({ label, choices, nothing, onPick }: Props) {
  const [search, setSearch] = useState('');
  return (
    <Select
      label={label}
      searchable
      limit={MOST}
      data={choices}
      nothingFoundMessage={nothing}
      value={null}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(value) => {
        if (value !== null) {
          onPick(value);
          setSearch('');
        }
      }}
    />
  );
}
