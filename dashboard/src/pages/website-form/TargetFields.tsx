import { TextInput } from '@mantine/core';

import { Field } from './Field';
import { KINDS, kindOf, SCHEMES } from './kinds';
import { linesIn } from './many';
import type { PartProps } from './part';
import { TagsField } from './TagsField';

interface Props extends PartProps {
  isNew: boolean;
  /** Takes what is pasted if it is many lines. */
  onPasteLines: ((text: string) => void) | null;
}

/** What is watched: its address, which selects the kind of check, its name and its tags. */
export function TargetFields({ draft, isNew, onPasteLines, at, change }: Props) {
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
        onPaste={(event) => {
          const text = event.clipboardData.getData('text');
          if (onPasteLines && linesIn(text).length > 1) {
            event.preventDefault();
            onPasteLines(text);
          }
        }}
      />
      <p className="muted" role="status">
        {kind === null
          ? 'No kind of check has this scheme.'
          : `What is checked: ${KINDS[kind].what}`}
      </p>
      <div className="row-of-fields">
        <Field
          label="Name"
          hint={isNew ? 'The host, if you leave it empty' : 'In lists and messages'}
          value={draft.name}
          error={at('name')}
          onChange={(name) => change({ name })}
        />
        <TagsField value={draft.tags} error={at('tags')} onChange={(tags) => change({ tags })} />
      </div>
    </div>
  );
}
