import { Link } from 'wouter';

import { ApiError, explain } from '../../api/error';
import { useLive, useWebsites } from '../../app/live';
import { Failure } from '../../ui/Failure';
import { NotFound } from '../NotFound';
import { Availability } from './Availability';
import { Certificates } from './Certificates';
import { Checks } from './Checks';
import { Exports } from './Exports';
import { History } from './History';
import { Latency } from './Latency';
import { Ledger } from './Ledger';
import { WEBSITE_OVERVIEW } from './queries';
import { RecentChecks } from './RecentChecks';
import { RegionTable } from './RegionTable';
import { useFreshness, useWebsiteQuery } from './use-website-query';
import { WebsiteHead } from './WebsiteHead';

import './checks.css';
import './website.css';

interface Props {
  id: string;
}

/** Everything about one website. */
export function WebsitePage({ id }: Props) {
  const { data, error, refetch } = useWebsiteQuery(WEBSITE_OVERVIEW, id, { isMoving: true });
  useFreshness(id);
  const isGone = useIsGone(id);

  if (isGone || (error instanceof ApiError && isUnknown(error))) {
    return <NotFound />;
  }
  if (!data) {
    return error ? (
      <Failure title="The website cannot be read" retry={() => void refetch()}>
        {explain(error)}
      </Failure>
    ) : (
      <Loading id={id} />
    );
  }
  return (
    <div className="website-page">
      <Link href="/" className="back">
        ← Websites
      </Link>
      <WebsiteHead overview={data.website} />
      {error && (
        <Failure title="This may be old" retry={() => void refetch()}>
          {explain(error)}
        </Failure>
      )}
      <RegionTable overview={data.website} />
      <Availability id={id} />
      <RecentChecks id={id} />
      <Checks id={id} />
      <Latency
        id={id}
        regions={data.website.regionStatuses.map(({ region }) => region)}
        createdAt={Date.parse(data.website.createdAt)}
      />
      <Certificates id={id} />
      <History id={id} />
      <Ledger id={id} />
      <Exports id={id} createdAt={Date.parse(data.website.createdAt)} />
    </div>
  );
}

/** Whether the website was there, and has been deleted since. */
function useIsGone(id: string): boolean {
  useWebsites();
  const { websites } = useLive();
  return websites.wasRemoved(id);
}

/** No website has this id, or it is no id at all. */
function isUnknown({ code, field }: ApiError): boolean {
  return code === 'NOT_FOUND' || (code === 'BAD_USER_INPUT' && field === 'id');
}

function Loading({ id }: Props) {
  const { websites } = useLive();
  const name = websites.row(id)?.name;
  return (
    <div className="website-page" aria-busy="true">
      <h1>{name ? <bdi>{name}</bdi> : 'Website'}</h1>
      <div className="card lines" aria-hidden="true">
        <span />
        <span />
        <span />
      </div>
    </div>
  );
}
