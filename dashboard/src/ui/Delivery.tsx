import type { DeliveryEntryFragment } from '../api/generated/graphql';
import { DELIVERY_KINDS, DELIVERY_STATES, OUTCOMES, channelKind } from './deliveries';
import { Time } from './Time';

interface Props {
  delivery: DeliveryEntryFragment;
  /** Whether the channel is known from what is around it. */
  isOfChannel?: boolean;
  /** Whether the attempts are shown at once. */
  isOpen?: boolean;
}

/** Who was told what, and how that went, attempt by attempt. */
export function Delivery({ delivery, isOfChannel, isOpen }: Props) {
  const { kind, state, channel, websiteName, createdAt, attempts } = delivery;
  const hasFailed = state === 'REFUSED' || state === 'EXPIRED';
  const about = isOfChannel ? websiteName : (channel?.name ?? 'A channel that was deleted');
  return (
    <li>
      <div className="what">
        <span className="title">{about ?? DELIVERY_KINDS[kind]}</span>
        {about && (
          <span className="muted">
            {DELIVERY_KINDS[kind]}
            {!isOfChannel && channel && ` · ${channelKind(channel.kind)}`}
          </span>
        )}
      </div>
      <span className={hasFailed ? 'danger-text' : ''}>{DELIVERY_STATES[state]}</span>
      <span className="muted">
        <Time at={createdAt} />
      </span>
      <details className="wide" open={isOpen ?? false}>
        <summary>
          {attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}
          {attempts.length === 0 && ' so far'}
        </summary>
        {attempts.map(({ at, outcome, status, tookMs, reply }) => (
          <div key={at}>
            <Time at={at} />: {OUTCOMES[outcome]}
            {typeof status === 'number' && `, status ${status}`}, after {tookMs} ms
            {reply && <pre className="head-of-reply">{reply}</pre>}
          </div>
        ))}
      </details>
    </li>
  );
}
