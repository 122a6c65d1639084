import { Textarea, TextInput } from '@mantine/core';

import { slugOf } from './draft';
import type { PartProps } from './part';

/** What stands at the head of a page, and where it is. */
export function HeadFields({ draft, at, change }: PartProps) {
  return (
    <div className="panel form">
      <TextInput
        label="Title"
        required
        withAsterisk
        value={draft.title}
        error={at('title')}
        onChange={({ currentTarget: { value: title } }) =>
          change(draft.isSlugTyped ? { title } : { title, slug: slugOf(title) })
        }
      />
      <TextInput
        label="Address"
        description={`${new URL('/status/', location.origin).href}${draft.slug || '…'}`}
        required
        withAsterisk
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        value={draft.slug}
        error={at('slug')}
        onChange={({ currentTarget: { value: slug } }) => change({ slug, isSlugTyped: true })}
      />
      <Textarea
        label="Text"
        description="Below the title, in Markdown; may be left empty"
        rows={3}
        value={draft.text}
        error={at('text')}
        onChange={(event) => change({ text: event.currentTarget.value })}
      />
    </div>
  );
}
