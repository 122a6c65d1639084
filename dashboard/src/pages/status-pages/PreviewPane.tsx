import { Button } from '@mantine/core';
import { useState } from 'react';

import { placeError } from '../../ui/place-error';
import type { Draft } from './draft';
import { dataUrl } from './logo';
import { PreviewFrame } from './PreviewFrame';
import { LABELS } from './problems';
import { usePreview, type Previewing } from './use-preview';

interface Props {
  draft: Draft;
  previewing: Previewing;
  /** Where the logo is that the page has. */
  logoAddress: string | null;
}

/** Devices on which a page is shown, with the widths of their windows in pixels. */
const WIDTHS = { Desktop: 1_024, Phone: 390 };

/** What the page would look like, beside what is typed. */
export function PreviewPane({ draft, previewing, logoAddress }: Props) {
  const [device, setDevice] = useState<keyof typeof WIDTHS>(() =>
    matchMedia('(max-width: 48em)').matches ? 'Phone' : 'Desktop',
  );
  const { html, error } = usePreview(draft, previewing);
  const { logo } = draft;
  const problem = problemText(error);
  return (
    <section className="panel preview" aria-labelledby="preview">
      <div className="page-head">
        <h2 id="preview">Preview</h2>
        <div className="actions">
          {(Object.keys(WIDTHS) as (keyof typeof WIDTHS)[]).map((name) => (
            <Button
              key={name}
              size="xs"
              variant={name === device ? 'filled' : 'default'}
              aria-pressed={name === device}
              onClick={() => setDevice(name)}
            >
              {name}
            </Button>
          ))}
        </div>
      </div>
      <p className="muted" role="status">
        {problem !== null
          ? `${problem} ${html === null ? '' : 'What you see is how it was before.'}`
          : html === null
            ? 'Once it has a title and an address, the page is drawn here.'
            : 'As it would look. Nothing is saved yet, and links lead nowhere.'}
      </p>
      {html !== null && (
        <PreviewFrame
          html={html}
          logo={logo.kind === 'new' ? dataUrl(logo) : logoAddress}
          width={WIDTHS[device]}
        />
      )}
    </section>
  );
}

/** Why a page cannot be drawn, and of which component or link it is said. */
function problemText(error: unknown): string | null {
  if (!error) {
    return null;
  }
  const { field, at, rest } = placeError(error, LABELS);
  const text = field === null ? rest : at(field);
  const [, list = '', index = ''] = /^(components|links)\[(\d+)\]/.exec(field ?? '') ?? [];
  return list === ''
    ? text
    : `${list === 'links' ? 'Link' : 'Component'} ${Number(index) + 1}: ${text}`;
}
