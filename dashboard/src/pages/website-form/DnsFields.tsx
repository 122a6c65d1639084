import { NativeSelect } from '@mantine/core';

import type { DnsRecord } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import { Field } from './Field';
import { linesOf } from './input';
import type { PartProps } from './part';
import { SUMMARIES } from './summary';

const RECORDS: readonly DnsRecord[] = [
  'A',
  'AAAA',
  'CAA',
  'CNAME',
  'MX',
  'NS',
  'PTR',
  'SOA',
  'SRV',
  'TXT',
];

const RCODES = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED', 'FORMERR', 'NOTIMP'];

/** What is asked of a name server, and what it must answer. */
export function DnsFields({ draft, at, isWrong, changeCheck }: PartProps) {
  const { record, server, answers, rcode } = draft.check;
  const wrongAnswer = linesOf(answers).findIndex((_, index) => at(`check.dns.expect[${index}]`));
  return (
    <Fold title="Query" summary={SUMMARIES.query(draft)} isWrong={isWrong('check.dns')}>
      <div className="row-of-fields">
        <NativeSelect
          label="Record"
          value={record}
          data={[...RECORDS]}
          onChange={(event) => changeCheck({ record: event.currentTarget.value as DnsRecord })}
        />
        <NativeSelect
          label="Response code"
          value={rcode}
          data={RCODES}
          error={at('check.dns.rcode')}
          onChange={(event) => changeCheck({ rcode: event.currentTarget.value })}
        />
        <Field
          label="Name server"
          hint="An address or a name, with or without a port"
          value={server}
          otherwise="The prober's own resolver"
          error={at('check.dns.server')}
          onChange={(server) => changeCheck({ server })}
        />
      </div>
      <Field
        label="Values that the answer must have"
        hint="One a line, such as 192.0.2.7, or 10 mail.example.org for MX"
        type="long"
        value={answers}
        error={at('check.dns.expect') ?? at(`check.dns.expect[${wrongAnswer}]`)}
        onChange={(answers) => changeCheck({ answers })}
      />
    </Fold>
  );
}
