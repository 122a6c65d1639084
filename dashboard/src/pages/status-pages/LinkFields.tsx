import { Button, CloseButton, TextInput } from '@mantine/core';

import type { LinkDraft } from './draft';
import type { PartProps } from './part';

/** The most links that a page has. */
const MOST = 10;

/** The links in the head of a page. */
export function LinkFields({ draft, at, change }: Omit<PartProps, 'firstAt'>) {
  const { links } = draft;
  const replace = (index: number, part: Partial<LinkDraft>) =>
    change({ links: links.map((link, at) => (at === index ? { ...link, ...part } : link)) });
  return (
    <fieldset>
      <legend>Links</legend>
      {at('links') && (
        <span role="alert" className="danger-text">
          {at('links')}
        </span>
      )}
      {links.map(({ label, url }, index) => (
        <div key={index} className="link-fields">
          <div className="row-of-fields">
            <TextInput
              label={`Text of link ${index + 1}`}
              value={label}
              error={at(`links[${index}].label`)}
              onChange={(event) => replace(index, { label: event.currentTarget.value })}
            />
            <TextInput
              label={`Address of link ${index + 1}`}
              placeholder="https://example.org/"
              inputMode="url"
              spellCheck={false}
              value={url}
              error={at(`links[${index}].url`)}
              onChange={(event) => replace(index, { url: event.currentTarget.value })}
            />
          </div>
          <CloseButton
            aria-label={`Remove link ${index + 1}`}
            onClick={() => change({ links: links.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      <div>
        <Button
          variant="default"
          disabled={links.length >= MOST}
          onClick={() => change({ links: [...links, { label: '', url: '' }] })}
        >
          Add a link
        </Button>
      </div>
    </fieldset>
  );
}
