import { useState } from 'react';

import { ApiError } from '../../api/error';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { Query } from '../../ui/Query';
import { NotFound } from '../NotFound';
import { WEBSITE_OVERVIEW } from '../website/queries';
import { useFreshness, useWebsiteQuery } from '../website/use-website-query';
import { FirstChannel } from './FirstChannel';
import { FirstCheck } from './FirstCheck';

import '../../ui/parts.css';
import './welcome.css';

interface Props {
  id: string;
}

/** After the first website: its first check, live, and who is told when it goes down. */
export function WelcomePage({ id }: Props) {
  const { may } = useSession();
  const query = useWebsiteQuery(WEBSITE_OVERVIEW, id, { isMoving: true });
  useFreshness(id);
  const [isTold, setTold] = useState(false);
  const { error } = query;
  if (error instanceof ApiError && ['NOT_FOUND', 'BAD_USER_INPUT'].includes(error.code)) {
    return <NotFound />;
  }
  return (
    <>
      <h1>Your first website</h1>
      <ol className="steps">
        <li className="panel">
          <Query query={query} what="website">
            {({ website }) => <FirstCheck overview={website} />}
          </Query>
        </li>
        {may('MEMBER') && (
          <li className="panel">
            <FirstChannel onTold={() => setTold(true)} />
          </li>
        )}
      </ol>
      <div role="status">
        {isTold && <p>That is all. Whenever it goes down and comes back, a message is sent.</p>}
      </div>
      <div className="actions">
        <LinkButton href="/" isMinor={!isTold}>
          {isTold ? 'Go to the websites' : 'Skip this'}
        </LinkButton>
        <LinkButton href={`/websites/${id}`} isMinor>
          Everything about this website
        </LinkButton>
      </div>
    </>
  );
}
