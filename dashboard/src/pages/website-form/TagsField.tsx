import { TagsInput } from '@mantine/core';

import { useWebsites } from '../../app/live';

interface Props {
  value: string[];
  error: string | null;
  onChange: (tags: string[]) => void;
}

/** Chooses tags, new ones too. */
export function TagsField({ value, error, onChange }: Props) {
  const websites = useWebsites();
  const tags = new Set(websites.flatMap((website) => website.tags.map(({ text }) => text)));
  return (
    <TagsInput
      label="Tags"
      description="As name or name:value; Enter adds one"
      data={[...tags].sort()}
      maxTags={20}
      acceptValueOnBlur
      value={value}
      error={error}
      onChange={onChange}
    />
  );
}
