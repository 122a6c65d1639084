import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { explain } from '../../api/error';
import type { ChannelRowFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { Delivery } from '../../ui/Delivery';
import { FormProblem } from '../../ui/FormProblem';
import { PAUSE_CHANNEL, RESUME_CHANNEL, TEST_CHANNEL } from './queries';

interface Props {
  channel: ChannelRowFragment;
}

/** Tries a channel out, with the receiver's reply in place, and pauses or resumes it. */
export function ChannelActions({ channel }: Props) {
  const { id, name, paused } = channel;
  const queries = useQueryClient();
  const shown = () => queries.invalidateQueries({ queryKey: ['channels'] });
  const test = useMutation({
    mutationFn: () => request(TEST_CHANNEL, { id }),
    onSettled: shown,
  });
  const pause = useMutation({
    mutationFn: async () => {
      await (paused ? request(RESUME_CHANNEL, { id }) : request(PAUSE_CHANNEL, { id }));
      await shown();
    },
  });
  const error = test.error ?? pause.error;
  return (
    <>
      <div className="actions">
        <Button
          variant="default"
          aria-label={`Test ${name}`}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          Test
        </Button>
        <Button
          variant="default"
          aria-keyshortcuts="p"
          aria-label={`${paused ? 'Resume' : 'Pause'} ${name}`}
          loading={pause.isPending}
          onClick={() => pause.mutate()}
        >
          {paused ? 'Resume' : 'Pause'}
        </Button>
      </div>
      {error && (
        <div className="wide">
          <FormProblem>{explain(error)}</FormProblem>
        </div>
      )}
      {test.data && (
        <ul className="list wide" aria-label={`Reply to the test of ${name}`}>
          <Delivery delivery={test.data.testChannel} isOfChannel isOpen />
        </ul>
      )}
    </>
  );
}
