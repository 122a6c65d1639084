import { Button, NativeSelect } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'wouter';

import type { ChannelKind } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { CHANNEL_KINDS } from '../../ui/deliveries';
import { Delivery } from '../../ui/Delivery';
import { FormProblem } from '../../ui/FormProblem';
import { placeError } from '../../ui/place-error';
import { OWN_TIME_ZONE } from '../../ui/time-zones';
import { createInput, updateInput, type Draft } from '../channels/draft';
import { KINDS } from '../channels/kinds';
import { LABELS } from '../channels/labels';
import { CREATE_CHANNEL, TEST_CHANNEL, UPDATE_CHANNEL } from '../channels/queries';
import { SettingFields } from '../channels/SettingFields';
import { newWebhookSecret } from '../channels/view';
import { askedFields, firstDraft, ofKind } from './first-channel';

interface Props {
  /** Whether this installation can send mail. */
  hasMail: boolean;
  onTold: () => void;
}

/** Makes a channel, and sends a test to it; until that arrives it can be mended. */
export function FirstChannelForm({ hasMail, onTold }: Props) {
  const { organization, viewer } = useSession();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() =>
    firstDraft({
      email: viewer.email,
      hasMail,
      timeZone: OWN_TIME_ZONE,
      secret: newWebhookSecret(),
    }),
  );
  const [made, setMade] = useState<string | null>(null);
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: async (draft: Draft) => {
      const id = made ?? (await create(draft, organization.id));
      setMade(id);
      if (made !== null) {
        await request(UPDATE_CHANNEL, { input: updateInput(draft, made) });
      }
      const { testChannel } = await request(TEST_CHANNEL, { id });
      return testChannel;
    },
    onSuccess: ({ state }) => {
      if (state === 'DELIVERED') {
        onTold();
      }
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['channels'], refetchType: 'none' }),
  });
  const { input } = KINDS[draft.kind];
  const { at, rest } = placeError(error, LABELS);
  return (
    <form
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        mutate(draft);
      }}
    >
      <NativeSelect
        label="By"
        disabled={made !== null}
        value={draft.kind}
        data={Object.entries(CHANNEL_KINDS).map(([value, label]) => ({ value, label }))}
        onChange={(event) => setDraft(ofKind(draft, event.currentTarget.value as ChannelKind))}
      />
      <SettingFields
        fields={askedFields(draft.kind, hasMail)}
        values={draft.settings}
        errorAt={(name) => at(`${input}.${name}`)}
        onChange={(name, value) =>
          setDraft({ ...draft, settings: { ...draft.settings, [name]: value } })
        }
      />
      <FormProblem>{rest}</FormProblem>
      <div className="actions">
        <Button type="submit" loading={isPending}>
          {made === null ? 'Create it and send a test' : 'Send a test again'}
        </Button>
      </div>
      {data && (
        <ul className="list" aria-label="Reply to the test">
          <Delivery delivery={data} isOfChannel isOpen />
        </ul>
      )}
      <p className="muted">
        {made === null ? (
          <Link href="/channels/new">More settings</Link>
        ) : (
          <Link href={`/channels/${made}`}>The channel, with more settings</Link>
        )}
      </p>
    </form>
  );
}

async function create(draft: Draft, organizationId: string): Promise<string> {
  const input = createInput(draft, organizationId);
  return (await request(CREATE_CHANNEL, { input })).createChannel.id;
}
