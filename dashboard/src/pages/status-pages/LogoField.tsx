import { Button, Input } from '@mantine/core';
import { useId, useState } from 'react';

import type { Logo } from './draft';
import { dataUrl, LOGO_TYPES, logoProblem, readLogo } from './logo';

interface Props {
  logo: Logo;
  /** Where the logo is that the page has. */
  address: string | null;
  error: string | null;
  onChange: (logo: Logo) => void;
}

/** Chooses a logo from a file. */
export function LogoField({ logo, address, error, onChange }: Props) {
  const id = useId();
  const [problem, setProblem] = useState<string | null>(null);
  const shown = logo.kind === 'new' ? dataUrl(logo) : logo.kind === 'kept' ? address : null;
  const choose = async (file: File | undefined) => {
    const wrong = file ? logoProblem(file) : null;
    setProblem(wrong);
    if (file && wrong === null) {
      onChange(await readLogo(file));
    }
  };
  return (
    <Input.Wrapper
      id={id}
      label="Logo"
      description="PNG, JPEG, WebP or SVG, at most 64 KiB"
      error={problem ?? error}
    >
      <div className="logo-field">
        {shown !== null && <img src={shown} alt="The logo" />}
        <input
          id={id}
          type="file"
          accept={LOGO_TYPES.join(',')}
          aria-describedby={`${id}-description${(problem ?? error) ? ` ${id}-error` : ''}`}
          aria-invalid={(problem ?? error) !== null}
          onChange={(event) => void choose(event.currentTarget.files?.[0])}
        />
        {shown !== null && (
          <Button variant="default" onClick={() => onChange({ kind: 'none' })}>
            Remove the logo
          </Button>
        )}
      </div>
    </Input.Wrapper>
  );
}
