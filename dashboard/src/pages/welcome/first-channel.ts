import type { ChannelKind } from '../../api/generated/graphql';
import { newDraft, type Draft } from '../channels/draft';
import { KINDS, type Field } from '../channels/kinds';
import { CHANNEL_KINDS } from '../../ui/deliveries';

/** What is known of who makes the first channel, and of where. */
interface Known {
  email: string;
  hasMail: boolean;
  timeZone: string;
  secret: string;
}

/** The draft of the first channel: mail to whoever makes it, where there is mail. */
export function firstDraft({ email, hasMail, timeZone, secret }: Known): Draft {
  const kind: ChannelKind = hasMail ? 'EMAIL' : 'SLACK';
  return {
    ...newDraft(kind, timeZone),
    name: CHANNEL_KINDS[kind],
    settings: { to: email, secret },
  };
}

/** The draft with another kind, and its name. */
export function ofKind(draft: Draft, kind: ChannelKind): Draft {
  return { ...draft, kind, name: CHANNEL_KINDS[kind] };
}

/** What is asked for: what a kind needs, or everything if nothing of it is needed by itself. */
export function askedFields(kind: ChannelKind, hasMail: boolean): readonly Field[] {
  const { fields } = KINDS[kind];
  const needed = fields.filter(({ isRequired }) => isRequired);
  const isEnough = needed.length > 0 && (kind !== 'EMAIL' || hasMail);
  return isEnough ? needed : fields;
}
