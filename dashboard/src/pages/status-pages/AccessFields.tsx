import { NativeSelect, PasswordInput, Textarea, TextInput } from '@mantine/core';

import type { StatusPageAccess } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import type { PartProps } from './part';
import { ACCESS } from './view';
import { accessText, choicesOf } from './words';

interface Props extends PartProps {
  /** Whether a password is stored, which is kept unless another one is typed. */
  hasPassword: boolean;
}

/** Who sees a page, and at which host of its own. */
export function AccessFields({ draft, hasPassword, at, firstAt, change }: Props) {
  const { access } = draft;
  return (
    <Fold
      title="Who sees it"
      summary={accessText(draft)}
      isWrong={firstAt('access', 'password', 'networks', 'host') !== null}
    >
      <NativeSelect
        label="Who may see it"
        description="Once it is published"
        value={access}
        data={choicesOf(ACCESS)}
        error={at('access')}
        onChange={(event) => change({ access: event.currentTarget.value as StatusPageAccess })}
      />
      {access === 'PASSWORD' && (
        <PasswordInput
          label="Password of the page"
          placeholder={hasPassword ? 'Stored; type to replace it' : ''}
          autoComplete="new-password"
          data-1p-ignore
          value={draft.password}
          error={at('password')}
          onChange={(event) => change({ password: event.currentTarget.value })}
        />
      )}
      {access === 'NETWORKS' && (
        <Textarea
          label="Networks"
          description="One a line, such as 192.0.2.0/24 or 2001:db8::/32"
          rows={3}
          spellCheck={false}
          value={draft.networks}
          error={firstAt('networks')}
          onChange={(event) => change({ networks: event.currentTarget.value })}
        />
      )}
      <TextInput
        label="Host of its own"
        description="Such as status.example.org, which leads to this installation"
        autoCapitalize="off"
        spellCheck={false}
        value={draft.host}
        error={at('host')}
        onChange={(event) => change({ host: event.currentTarget.value })}
      />
    </Fold>
  );
}
