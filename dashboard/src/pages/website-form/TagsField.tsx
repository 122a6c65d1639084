import { TagsInput } from '@mantine/core';

import { useWebsites } from '../../app/live';
import { tagsOf } from '../websites/view';

interface Props {
  label?: string;
  value: string[];
  error: string | null;
  onChange: (tags: string[]) => void;
}

/** Chooses tags, new ones too. */
export function TagsField({ label = 'Tags', value, error, onChange }: Props) {
  return (
    <TagsInput
      label={label}
      description="As name or name:value; Enter adds one"
      data={tagsOf(useWebsites())}
      maxTags={20}
      acceptValueOnBlur
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
