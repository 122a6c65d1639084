import { Checkbox, NativeSelect } from '@mantine/core';

import type { IpVersion, TlsVersion } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import { DEFAULTS } from './draft';
import { Field } from './Field';
import { KINDS, kindOf, speaksTls } from './kinds';
import type { PartProps } from './part';
import { SUMMARIES } from './summary';

const IP_VERSIONS: Record<IpVersion, string> = {
  ANY: 'IPv4 and IPv6',
  V4: 'IPv4 only',
  V6: 'IPv6 only',
};

/** What is below the check: TLS, and where it connects. */
export function TransportFields(props: PartProps) {
  const { url, check } = props.draft;
  return (
    <>
      {speaksTls(url, check.hasTls) && <TlsFields {...props} />}
      <NetworkFields {...props} />
    </>
  );
}

function TlsFields({ draft, at, isWrong, change }: PartProps) {
  const { minVersion, degradedBelowDays, ignoreErrors } = draft;
  return (
    <Fold title="TLS and certificate" summary={SUMMARIES.tls(draft)} isWrong={isWrong('tls')}>
      <div className="row-of-fields">
        <NativeSelect
          label="Least version"
          description="Down below it"
          value={minVersion ?? 'TLS_1_2'}
          data={[
            { value: 'TLS_1_2', label: 'TLS 1.2' },
            { value: 'TLS_1_3', label: 'TLS 1.3' },
          ]}
          onChange={({ currentTarget: { value } }) =>
            change({ minVersion: value === 'TLS_1_2' ? null : (value as TlsVersion) })
          }
        />
        <Field
          label="Days before it expires"
          hint="Degraded from then on, 0 to 365; 0 for never"
          type="number"
          value={degradedBelowDays}
          otherwise={DEFAULTS.degradedBelowDays}
          error={at('tls.degradedBelowDays')}
          onChange={(degradedBelowDays) => change({ degradedBelowDays })}
        />
      </div>
      <Checkbox
        label="Problems of the certificate are recorded, and do not count"
        checked={ignoreErrors}
        onChange={(event) => change({ ignoreErrors: event.currentTarget.checked })}
      />
    </Fold>
  );
}

function NetworkFields({ draft, at, isWrong, change, changeCheck }: PartProps) {
  const { url, ipVersion, check } = draft;
  const kind = kindOf(url);
  const own = kind === null ? '' : `check.${KINDS[kind].input}`;
  const hasHost = kind === 'HTTP' || kind === 'WEB_SOCKET';
  return (
    <Fold
      title="Network"
      summary={SUMMARIES.network(draft)}
      isWrong={isWrong(`${own}.host`, `${own}.connectTo`)}
    >
      <NativeSelect
        label="IP versions"
        value={ipVersion}
        data={Object.entries(IP_VERSIONS).map(([value, label]) => ({ value, label }))}
        onChange={(event) => change({ ipVersion: event.currentTarget.value as IpVersion })}
      />
      {(hasHost || kind === 'TLS') && (
        <div className="row-of-fields">
          <Field
            label="Connects to"
            hint="An address or a name instead of the host, such as one server behind a balancer"
            value={check.connectTo}
            otherwise="The host of the address"
            error={at(`${own}.connectTo`)}
            onChange={(connectTo) => changeCheck({ connectTo })}
          />
          {hasHost && (
            <Field
              label="Asks for"
              hint="The host in the request and in TLS; the address then only says where to connect"
              value={check.host}
              otherwise="The host of the address"
              error={at(`${own}.host`)}
              onChange={(host) => changeCheck({ host })}
            />
          )}
        </div>
      )}
    </Fold>
  );
}
