import { TagsInput, TextInput } from '@mantine/core';

import { useWebsites } from '../../app/live';
import { Field } from './Field';
import { KINDS, kindOf, SCHEMES } from './kinds';
import type { PartProps } from './part';

interface Props extends PartProps {
  isNew: boolean;
}

/** What is watched: its address, which selects the kind of check, its name and its tags. */
export function TargetFields({ draft, isNew, at, change }: Props) {
  const websites = useWebsites();
  const tags = new Set(websites.flatMap((website) => website.tags.map(({ text }) => text)));
  const kind = kindOf(draft.url);
  return (
    <div className="panel form">
      <TextInput
        label="Address"
        description={`Its scheme says how it is checked: ${SCHEMES.join(', ')}`}
        placeholder="https://example.org/"
        required
        withAsterisk={false}
        autoFocus={isNew}
        inputMode="url"
        autoCapitalize="off"
        spellCheck={false}
        value={draft.url}
        error={at('url')}
        onChange={(event) => change({ url: event.currentTarget.value })}
      />
      <p className="muted" role="status">
        {kind === null
          ? 'No kind of check has this scheme.'
          : `What is checked: ${KINDS[kind].what}`}
      </p>
      <div className="row-of-fields">
        <Field
          label="Name"
          hint={isNew ? 'The host, if you leave it empty' : undefined}
          value={draft.name}
          error={at('name')}
          onChange={(name) => change({ name })}
        />
        <TagsInput
          label="Tags"
          description="As name or name:value; Enter adds one"
          data={[...tags].sort()}
          maxTags={20}
          acceptValueOnBlur
          value={draft.tags}
          error={at('tags')}
          onChange={(tags) => change({ tags })}
        />
      </div>
    </div>
  );
}
