import { Checkbox, NativeSelect } from '@mantine/core';

import type { StartTls } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import { AnswerFields } from './AnswerFields';
import { DEFAULTS } from './draft';
import { DnsFields } from './DnsFields';
import { Field } from './Field';
import { HeaderFields } from './HeaderFields';
import { kindOf, schemeOf } from './kinds';
import type { PartProps } from './part';
import { RequestFields } from './RequestFields';
import { SUMMARIES } from './summary';
import { WordFields } from './WordFields';

/** What can be said of the kind of check that the address selects. */
export function KindFields(props: PartProps) {
  switch (kindOf(props.draft.url)) {
    case 'HTTP':
      return (
        <>
          <RequestFields {...props} />
          <AnswerFields {...props} />
        </>
      );
    case 'TCP':
      return <TcpFields {...props} />;
    case 'DNS':
      return <DnsFields {...props} />;
    case 'PING':
      return <PingFields {...props} />;
    case 'WEB_SOCKET':
      return <WebSocketFields {...props} />;
    case 'SMTP':
      // The other scheme speaks TLS from the first byte on.
      return schemeOf(props.draft.url) === 'smtp' ? <SmtpFields {...props} /> : null;
    default:
      return null;
  }
}

function TcpFields(props: PartProps) {
  const { draft, isWrong, changeCheck } = props;
  const { hasTls } = draft.check;
  return (
    <Fold title="Connection" summary={SUMMARIES.connection(draft)} isWrong={isWrong('check.tcp')}>
      <Checkbox
        label="Speaks TLS first"
        checked={hasTls}
        onChange={(event) => changeCheck({ hasTls: event.currentTarget.checked })}
      />
      <WordFields {...props} field="check.tcp" />
    </Fold>
  );
}

function WebSocketFields(props: PartProps) {
  const { draft, at, isWrong, changeCheck } = props;
  return (
    <Fold
      title="Handshake and messages"
      summary={SUMMARIES.handshake(draft)}
      isWrong={isWrong(
        'check.webSocket.headers',
        'check.webSocket.subprotocol',
        'check.webSocket.send',
        'check.webSocket.expect',
      )}
    >
      <Field
        label="Subprotocol"
        hint="The server must choose it"
        value={draft.check.subprotocol}
        error={at('check.webSocket.subprotocol')}
        onChange={(subprotocol) => changeCheck({ subprotocol })}
      />
      <HeaderFields {...props} field="check.webSocket.headers" />
      <WordFields {...props} field="check.webSocket" />
    </Fold>
  );
}

function PingFields({ draft, at, isWrong, changeCheck }: PartProps) {
  const { count, maxLossPercent, jitterMs } = draft.check;
  return (
    <Fold title="Echo requests" summary={SUMMARIES.echoes(draft)} isWrong={isWrong('check.ping')}>
      <div className="row-of-fields">
        <Field
          label="Requests"
          hint="1 to 10"
          type="number"
          value={count}
          otherwise={DEFAULTS.count}
          error={at('check.ping.count')}
          onChange={(count) => changeCheck({ count })}
        />
        <Field
          label="Loss in percent"
          hint="Down above it, 0 to 99"
          type="number"
          value={maxLossPercent}
          otherwise={DEFAULTS.maxLossPercent}
          error={at('check.ping.maxLossPercent')}
          onChange={(maxLossPercent) => changeCheck({ maxLossPercent })}
        />
        <Field
          label="Jitter in ms"
          hint="Degraded above it"
          type="number"
          value={jitterMs}
          otherwise="Never"
          error={at('check.ping.degradedAboveJitterMs')}
          onChange={(jitterMs) => changeCheck({ jitterMs })}
        />
      </div>
    </Fold>
  );
}

const START_TLS: Record<StartTls, string> = {
  REQUIRED: 'Required: down if it is not offered',
  IF_OFFERED: 'If it is offered',
  NEVER: 'Never',
};

function SmtpFields({ draft, isWrong, changeCheck }: PartProps) {
  return (
    <Fold title="STARTTLS" summary={SUMMARIES.startTls(draft)} isWrong={isWrong('check.smtp')}>
      <NativeSelect
        label="Goes on by TLS"
        value={draft.check.startTls}
        data={Object.entries(START_TLS).map(([value, label]) => ({ value, label }))}
        onChange={(event) => changeCheck({ startTls: event.currentTarget.value as StartTls })}
      />
    </Fold>
  );
}
