import type { ChannelRowFragment } from '../../api/generated/graphql';
import { Time } from '../../ui/Time';

interface Props {
  channel: ChannelRowFragment;
}

/** Whether a channel works, and why not. */
export function ChannelState({ channel }: Props) {
  const { paused, failingSince, broken, problem } = channel;
  if (paused) {
    return <span className="reason">Paused: it hears nothing</span>;
  }
  if (!failingSince) {
    return null;
  }
  return (
    <span className="reason danger-text">
      {broken ? 'Needs other settings' : 'Cannot deliver'} since <Time at={failingSince} />
      {problem && `: ${problem}`}
    </span>
  );
}
