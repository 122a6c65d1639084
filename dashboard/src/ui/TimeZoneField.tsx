import { NativeSelect } from '@mantine/core';

import { TIME_ZONES } from './time-zones';

interface Props {
  value: string;
  description?: string;
  error: string | null;
  onChange: (zone: string) => void;
}

/** Chooses an IANA time zone. */
export function TimeZoneField({ value, description, error, onChange }: Props) {
  return (
    <NativeSelect
      label="Time zone"
      description={description}
      value={value}
      error={error}
      data={TIME_ZONES.includes(value) ? TIME_ZONES : [value, ...TIME_ZONES]}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
