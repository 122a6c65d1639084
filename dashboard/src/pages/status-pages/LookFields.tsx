import { Checkbox, NativeSelect, TextInput } from '@mantine/core';

import type { StatusPageLanguage } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import { LinkFields } from './LinkFields';
import { LogoField } from './LogoField';
import type { PartProps } from './part';
import { choicesOf, LANGUAGES, lookText } from './words';

interface Props extends PartProps {
  /** Where the logo is that the page has. */
  logoAddress: string | null;
}

/** The color of a page that names none. */
const USUAL = '#1f5fbf';

/** Language, color, logo and links of a page. */
export function LookFields({ draft, logoAddress, at, firstAt, change }: Props) {
  return (
    <Fold
      title="Look"
      summary={lookText(draft)}
      isWrong={firstAt('language', 'color', 'logo', 'links') !== null}
    >
      <div className="row-of-fields">
        <NativeSelect
          label="Language"
          description="Of its own words"
          value={draft.language}
          data={choicesOf(LANGUAGES)}
          onChange={(event) =>
            change({ language: event.currentTarget.value as StatusPageLanguage })
          }
        />
        <TextInput
          label="Color"
          description="Of its head and links"
          placeholder={USUAL}
          spellCheck={false}
          value={draft.color}
          error={at('color')}
          rightSection={
            <input
              type="color"
              className="color-choice"
              aria-label="Choose the color"
              value={/^#[0-9a-f]{6}$/i.test(draft.color) ? draft.color : USUAL}
              onChange={(event) => change({ color: event.currentTarget.value })}
            />
          }
          onChange={(event) => change({ color: event.currentTarget.value })}
        />
      </div>
      <LogoField
        logo={draft.logo}
        address={logoAddress}
        error={firstAt('logo')}
        onChange={(logo) => change({ logo })}
      />
      <LinkFields draft={draft} at={at} change={change} />
      <Checkbox
        label="Fold sections in which everything works"
        checked={draft.foldSections}
        onChange={(event) => change({ foldSections: event.currentTarget.checked })}
      />
    </Fold>
  );
}
