import { Checkbox, NativeSelect } from '@mantine/core';

import type { AuthScheme } from '../../api/generated/graphql';
import { Field } from './Field';
import type { PartProps } from './part';

const STORED = 'Stored; type to replace it';

/** How the request says who it is. */
export function AuthFields({ draft, kept, at, changeCheck }: PartProps) {
  const { auth, user, password, token, hasCertificate, certificatePem, keyPem } = draft.check;
  return (
    <>
      <NativeSelect
        label="Credentials"
        value={auth ?? ''}
        data={[
          { value: '', label: 'None' },
          { value: 'BASIC', label: 'User and password' },
          { value: 'BEARER', label: 'A token' },
        ]}
        onChange={(event) =>
          changeCheck({ auth: (event.currentTarget.value || null) as AuthScheme | null })
        }
      />
      {auth === 'BASIC' && (
        <div className="row-of-fields">
          <Field
            label="User"
            value={user}
            otherwise={kept?.auth === 'BASIC' ? STORED : undefined}
            error={at('check.http.basicAuth.user')}
            onChange={(user) => changeCheck({ user })}
          />
          <Field
            label="Password"
            type="secret"
            value={password}
            otherwise={kept?.auth === 'BASIC' ? STORED : undefined}
            error={at('check.http.basicAuth.password')}
            onChange={(password) => changeCheck({ password })}
          />
        </div>
      )}
      {auth === 'BEARER' && (
        <Field
          label="Token"
          type="secret"
          value={token}
          otherwise={kept?.auth === 'BEARER' ? STORED : undefined}
          error={at('check.http.bearerToken')}
          onChange={(token) => changeCheck({ token })}
        />
      )}
      <Checkbox
        label="Presents a client certificate to servers that request one"
        checked={hasCertificate}
        onChange={(event) => changeCheck({ hasCertificate: event.currentTarget.checked })}
      />
      {hasCertificate && (
        <div className="row-of-fields">
          <Field
            label="Certificate"
            hint="PEM, the client's own first"
            type="long"
            value={certificatePem}
            otherwise={kept?.hasCertificate ? STORED : undefined}
            error={
              at('check.http.clientCertificate') ??
              at('check.http.clientCertificate.certificatePem')
            }
            onChange={(certificatePem) => changeCheck({ certificatePem })}
          />
          <Field
            label="Key"
            hint="PEM, without a passphrase"
            type="long"
            value={keyPem}
            otherwise={kept?.hasCertificate ? STORED : undefined}
            error={at('check.http.clientCertificate.keyPem')}
            onChange={(keyPem) => changeCheck({ keyPem })}
          />
        </div>
      )}
    </>
  );
}
