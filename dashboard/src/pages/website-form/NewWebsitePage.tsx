import { Alert } from '@mantine/core';
import { useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';

import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { NotAllowed } from '../../ui/NotAllowed';
import { CREATE_WEBSITE } from '../websites/queries';
import { hasSecrets, NEW, type Draft } from './draft';
import { copyOf } from './draft-of';
import { createInput } from './input';
import { TRY_CHECK } from './queries';
import { ManyWebsites } from './ManyWebsites';
import { WebsiteForm } from './WebsiteForm';
import { WithSettings } from './WithSettings';

/** Adds a website, new or as a copy of the one that the address names. */
export function NewWebsitePage() {
  const { may } = useSession();
  const [params, setParams] = useSearchParams();
  const [pasted, setPasted] = useState('');
  const from = params.get('from');
  return (
    <>
      <p className="back">
        <Link href="/">Websites</Link>
      </p>
      {!may('MEMBER') ? (
        <>
          <h1>Add a website</h1>
          <NotAllowed what="add websites" least="member" />
        </>
      ) : params.has('many') ? (
        <>
          <div className="page-head">
            <h1>Add many websites</h1>
            <LinkButton isMinor href="/websites/new">
              Add one
            </LinkButton>
          </div>
          <ManyWebsites initial={pasted} />
        </>
      ) : from === null ? (
        <>
          <div className="page-head">
            <h1>Add a website</h1>
            <LinkButton isMinor href="/websites/new?many">
              Add many
            </LinkButton>
          </div>
          <New
            key="new"
            initial={NEW}
            onPasteLines={(text) => {
              setPasted(text);
              setParams({ many: '' });
            }}
          />
        </>
      ) : (
        <WithSettings key={from} id={from}>
          {(website) => (
            <>
              <h1>
                Copy <bdi>{website.name}</bdi>
              </h1>
              <New initial={copyOf(website)} />
            </>
          )}
        </WithSettings>
      )}
    </>
  );
}

interface NewProps {
  initial: Draft;
  onPasteLines?: (text: string) => void;
}

function New({ initial, onPasteLines }: NewProps) {
  const { organization } = useSession();
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
      {hasSecrets(initial.check) && (
        <Alert className="note">
          Values of headers, passwords, tokens and client certificates are secret, so they are not
          copied: type them again.
        </Alert>
      )}
      <WebsiteForm
        initial={initial}
        before={null}
        {...(onPasteLines && { onPasteLines })}
        onSave={create}
        onTry={async (draft) => {
          const input = createInput(draft, organization.id);
          return (await request(TRY_CHECK, { input })).tryCheck;
        }}
      />
    </>
  );
}
