import { useQuery } from '@tanstack/react-query';

import { explain } from '../../api/error';
import type { TimelineQuery } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { StatusIcon } from '../../status/StatusIcon';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { Time } from '../../ui/Time';
import { TIMELINE } from './queries';
import { sentenceOf, type TimelineEntry } from './view';

/** More would be no reading any more. */
const MOST_ENTRIES = 1_000;

interface Props {
  id: string;
}

/** What happened, by itself and by people, in one column, newest last. */
export function Timeline({ id }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['incidents', 'one', id, 'timeline'],
    queryFn: ({ signal }) => readTimeline(id, signal),
  });
  if (!data) {
    return error ? (
      <Failure title="The timeline cannot be read" retry={() => void refetch()}>
        {explain(error)}
      </Failure>
    ) : (
      <Loading what="timeline" />
    );
  }
  return (
    <>
      <ol className="list timeline">
        {data.map((entry, index) => (
          <li key={index}>
            <span className="muted">
              <Time at={entry.at} />
            </span>
            <span className="entry">
              <span className="with-icon">
                {entry.kind === 'REGION' && entry.status && <StatusIcon status={entry.status} />}
                {sentenceOf(entry)}
              </span>
              {entry.text && <span className="note">{entry.text}</span>}
            </span>
          </li>
        ))}
      </ol>
      {data.length >= MOST_ENTRIES && (
        <p className="muted">The first {MOST_ENTRIES} entries; the API has the others.</p>
      )}
    </>
  );
}

async function readTimeline(id: string, signal: AbortSignal): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  let after: string | null = null;
  do {
    const answer: TimelineQuery = await request(TIMELINE, { id, after }, signal);
    const { nodes, pageInfo } = answer.incident.timeline;
    entries.push(...nodes);
    after = pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null;
  } while (after !== null && entries.length < MOST_ENTRIES);
  return entries;
}
