import { Button } from '@mantine/core';
import { useDeferredValue, useMemo } from 'react';
import { useSearchParams } from 'wouter';

import { explain } from '../../api/error';
import { useLive, useSelected, useWebsites } from '../../app/live';
import { useSession } from '../../app/session';
import { BulkBar } from '../../bulk/BulkBar';
import { useWebsitesAsked } from '../../copy/use-asked';
import { Failure } from '../../ui/Failure';
import { FormProblem } from '../../ui/FormProblem';
import { LinkButton } from '../../ui/LinkButton';
import { Filters } from './Filters';
import { FirstWebsite } from './FirstWebsite';
import { itemsOf, keysOf } from './groups';
import { StatusCounters } from './StatusCounters';
import { WebsiteTable } from './WebsiteTable';
import { useHeldOrder } from './use-held-order';
import { useShown } from './use-shown';
import { countsOf, kindsOf, paramsOf, tagsOf, viewOf, type View } from './view';

import './websites.css';

interface Props {
  /** Why the websites could not be read. */
  error: unknown;
}

/** The websites of the organization, live. */
export function WebsitesPage({ error }: Props) {
  const { may } = useSession();
  const { websites, bulk } = useLive();
  useWebsitesAsked();
  const rows = useWebsites();
  const [params, setParams] = useSearchParams();
  const selected = useSelected();
  const view = useMemo(() => viewOf(params), [params]);
  const deferred = useDeferredValue(view);
  const { found, isPending, error: problem } = useShown(rows, deferred);
  const tags = useMemo(() => tagsOf(rows), [rows]);
  const keys = useMemo(() => keysOf(tags), [tags]);
  const wanted = useMemo(() => itemsOf(found, deferred, keys), [found, deferred, keys]);
  const isComplete = websites.isComplete && !isPending;
  const { items, moved, show, around } = useHeldOrder(wanted, deferred, isComplete);
  const change = (part: Partial<View>) =>
    setParams(paramsOf({ ...view, ...part }), { replace: true });
  const fold = (group: string) => {
    const others = view.folded.filter((name) => name !== group);
    change({ folded: others.length < view.folded.length ? others : [...others, group] });
  };

  if (error && rows.length === 0) {
    return (
      <Failure title="The websites cannot be read" retry={() => location.reload()}>
        {explain(error)}
      </Failure>
    );
  }
  return (
    <>
      <div className="page-head">
        <h1>Websites</h1>
        <div className="actions">
          {may('MEMBER') && (
            <LinkButton href="/websites/new" shortcut="n">
              Add a website
            </LinkButton>
          )}
          <LinkButton
            href={`/wall?${paramsOf({ ...view, group: null, sort: 'severity' })}`}
            isMinor
          >
            Wall
          </LinkButton>
        </div>
      </div>
      {websites.isComplete && rows.length === 0 ? (
        <Empty />
      ) : (
        <>
          <StatusCounters
            counts={countsOf(rows)}
            total={rows.length}
            chosen={view.status}
            onChoose={(status) => change({ status })}
          />
          <Filters
            view={view}
            tags={tags}
            keys={keys}
            kinds={kindsOf(rows)}
            isComplete={websites.isComplete}
            onChange={change}
          />
          <FormProblem>{problem ? explain(problem) : null}</FormProblem>
          <div ref={around}>
            {moved > 0 && (
              <div className="moved">
                <Button size="xs" variant="default" onClick={show}>
                  {moved} moved, show
                </Button>
              </div>
            )}
            <WebsiteTable
              items={items}
              otherwise={`Without ${view.group ?? ''}`}
              isLoading={!isComplete}
              selected={may('MEMBER') ? selected : null}
              onSelect={bulk.select}
              onFold={fold}
            />
          </div>
          {isComplete && items.length === 0 && (
            <p className="empty">
              No website matches.{' '}
              <Button
                variant="default"
                onClick={() =>
                  change({ search: '', status: null, tag: null, kind: null, region: null })
                }
              >
                Clear the filters
              </Button>
            </p>
          )}
          <BulkBar found={found} />
        </>
      )}
    </>
  );
}

function Empty() {
  const { may } = useSession();
  return may('MEMBER') ? (
    <FirstWebsite />
  ) : (
    <p className="empty">Nothing is watched yet. Members of the organization can add websites.</p>
  );
}
