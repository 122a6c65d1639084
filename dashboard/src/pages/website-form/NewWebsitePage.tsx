import { Link, useLocation } from 'wouter';

import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { NEW, type Draft } from './draft';
import { createInput } from './input';
import { CREATE_WEBSITE } from './queries';
import { WebsiteForm } from './WebsiteForm';

/** Adds a website. */
export function NewWebsitePage() {
  const { organization, may } = useSession();
  const { websites } = useLive();
  const [, go] = useLocation();
  const create = async (draft: Draft) => {
    const input = createInput(draft, organization.id);
    const { createWebsite } = await request(CREATE_WEBSITE, { input });
    websites.add([createWebsite], websites.isComplete);
    go(`/websites/${createWebsite.id}`, { replace: true });
  };
  return (
    <>
      <p className="back">
        <Link href="/">Websites</Link>
      </p>
      <h1>Add a website</h1>
      {may('MEMBER') ? (
        <WebsiteForm initial={NEW} before={null} onSave={create} />
      ) : (
        <NotAllowed what="add websites" least="member" />
      )}
    </>
  );
}
