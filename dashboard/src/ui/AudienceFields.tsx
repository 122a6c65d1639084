import { MultiSelect, NativeSelect, TagsInput } from '@mantine/core';

import { useWebsites } from '../app/live';
import type { Audience } from './audience';

interface Props {
  legend: string;
  audience: Audience;
  problem: string | null;
  onChange: (audience: Audience) => void;
}

/** Chooses all websites, some of them, or those with tags. */
export function AudienceFields({ legend, audience, problem, onChange }: Props) {
  const websites = useWebsites();
  const known = new Set(websites.map(({ id }) => id));
  const gone = audience.websiteIds.filter((id) => !known.has(id));
  const tags = new Set(websites.flatMap((website) => website.tags.map(({ text }) => text)));
  return (
    <fieldset>
      <legend>{legend}</legend>
      <NativeSelect
        label="Websites"
        value={audience.isAll ? 'all' : 'chosen'}
        error={audience.isAll ? problem : null}
        data={[
          { value: 'all', label: 'All, also future ones' },
          { value: 'chosen', label: 'Chosen ones, and tags' },
        ]}
        onChange={(event) => onChange({ ...audience, isAll: event.currentTarget.value === 'all' })}
      />
      {!audience.isAll && (
        <>
          <MultiSelect
            label="These websites"
            searchable
            limit={50}
            error={problem}
            data={[
              ...websites.map(({ id, name }) => ({ value: id, label: name })),
              ...gone.map((id) => ({ value: id, label: 'A website that is gone' })),
            ]}
            value={audience.websiteIds}
            onChange={(websiteIds) => onChange({ ...audience, websiteIds })}
          />
          <TagsInput
            label="And those with one of these tags"
            description="Enter adds one"
            data={[...tags].sort()}
            maxTags={20}
            acceptValueOnBlur
            value={audience.tags}
            onChange={(tags) => onChange({ ...audience, tags })}
          />
        </>
      )}
    </fieldset>
  );
}
