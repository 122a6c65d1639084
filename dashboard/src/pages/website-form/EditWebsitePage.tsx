import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';

import type { WebsiteSettingsFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { lastAnswer } from './answers';
import type { Draft } from './draft';
import { draftOf } from './draft-of';
import { updateInput } from './input';
import { LAST_ANSWERS, TRY_UPDATE, UPDATE_WEBSITE } from './queries';
import { WebsiteForm } from './WebsiteForm';
import { WithSettings } from './WithSettings';

interface Props {
  id: string;
}

/** Changes a website. */
export function EditWebsitePage({ id }: Props) {
  const { may } = useSession();
  return (
    <>
      <p className="back">
        <Link href={`/websites/${id}`}>Back to the website</Link>
      </p>
      {may('MEMBER') ? (
        <WithSettings id={id}>{(website) => <Edit website={website} />}</WithSettings>
      ) : (
        <>
          <h1>Edit a website</h1>
          <NotAllowed what="change websites" least="member" />
        </>
      )}
    </>
  );
}

function Edit({ website }: { website: WebsiteSettingsFragment }) {
  const { websites } = useLive();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { id, name } = website;
  const [before] = useState(() => draftOf(website));
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['website', id, 'last answers'],
    queryFn: ({ signal }) => request(LAST_ANSWERS, { id }, signal),
    enabled: website.check.http !== null,
  });
  const answers = lastAnswer(data?.website.ticks.nodes ?? [], dataUpdatedAt);
  const update = async (draft: Draft) => {
    const { told } = websites;
    const input = updateInput(draft, id, before);
    const { updateWebsite } = await request(UPDATE_WEBSITE, { input });
    websites.add([updateWebsite], websites.isComplete, told);
    await queries.invalidateQueries({ queryKey: ['website', id], refetchType: 'none' });
    go(`/websites/${id}`);
  };
  return (
    <>
      <h1>
        Edit <bdi>{name}</bdi>
      </h1>
      <WebsiteForm
        initial={before}
        before={before}
        answers={answers}
        onSave={update}
        onTry={async (draft) => {
          const input = updateInput(draft, id, before);
          return (await request(TRY_UPDATE, { input })).tryUpdate;
        }}
      />
    </>
  );
}
