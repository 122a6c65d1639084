import { Button, VisuallyHidden } from '@mantine/core';
import { useMemo } from 'react';
import { useSearchParams } from 'wouter';

import { explain } from '../../api/error';
import { useLive, useLiveness, useWebsites } from '../../app/live';
import { useSession } from '../../app/session';
import { useWebsitesAsked } from '../../copy/use-asked';
import { StatusIcon } from '../../status/StatusIcon';
import { BY_SEVERITY, STATUS_NAMES } from '../../status/status';
import { Failure } from '../../ui/Failure';
import { LinkButton } from '../../ui/LinkButton';
import { Loading } from '../../ui/Loading';
import { useShown } from '../websites/use-shown';
import { countsOf, viewOf } from '../websites/view';
import { SmallTile, Tile } from './Tile';
import { allWell, MOST, sizeOf, split } from './wall';
import { WallClock } from './WallClock';

import './wall.css';

interface Props {
  /** Why the websites could not be read. */
  error: unknown;
}

/** The websites for a screen on the wall: only what is wrong is big. */
export function WallPage({ error }: Props) {
  const { organization } = useSession();
  const { websites } = useLive();
  const isStale = useLiveness() === 'stale';
  useWebsitesAsked();
  const all = useWebsites();
  const [params] = useSearchParams();
  const view = useMemo(() => viewOf(params), [params]);
  const { found: rows, isPending, error: problem } = useShown(all, view);
  const { wrong, fine } = useMemo(() => split(rows), [rows]);
  const counts = countsOf(rows);
  const wrongWith = error ?? (rows.length === 0 ? problem : null);
  if (!websites.isComplete || isPending || wrongWith) {
    return (
      <main className="wall">
        {wrongWith ? (
          <Failure title="The websites cannot be read" retry={() => location.reload()}>
            {explain(wrongWith)}
          </Failure>
        ) : (
          <Loading what="websites" />
        )}
      </main>
    );
  }
  return (
    <main className={isStale ? 'wall stale' : 'wall'}>
      <header className="wall-head">
        <h1>{organization.name}</h1>
        <ul className="wall-counts" aria-label="How many websites have each status">
          {BY_SEVERITY.filter((status) => counts.has(status)).map((status) => (
            <li key={status}>
              <StatusIcon status={status} />
              <strong>{counts.get(status)}</strong> {STATUS_NAMES[status].toLowerCase()}
            </li>
          ))}
        </ul>
        <WallClock rows={rows} />
      </header>
      {wrong.length === 0 ? (
        <p className="all-well">
          <StatusIcon status={fine.length === 0 ? 'PENDING' : 'UP'} />
          {allWell(fine)}
        </p>
      ) : (
        <ul className={`tiles ${sizeOf(wrong.length)}`} aria-label="What is wrong">
          {wrong.slice(0, MOST.wrong).map((row) => (
            <Tile key={row.id} id={row.id} />
          ))}
          {wrong.length > MOST.wrong && (
            <li className="tile">and {wrong.length - MOST.wrong} more</li>
          )}
        </ul>
      )}
      {fine.length > 0 && (
        <ul className="small-tiles" aria-label="The others">
          {fine.slice(0, MOST.fine).map((row) => (
            <SmallTile key={row.id} id={row.id} />
          ))}
          {fine.length > MOST.fine && <li>and {fine.length - MOST.fine} more</li>}
        </ul>
      )}
      <footer className="wall-foot">
        <Button variant="default" onClick={() => void toggleFullScreen()}>
          Full screen
        </Button>
        <LinkButton href={`/?${params}`} isMinor>
          Leave <VisuallyHidden>the wall</VisuallyHidden>
        </LinkButton>
      </footer>
    </main>
  );
}

/** A browser may refuse; then all stays as it is. */
async function toggleFullScreen(): Promise<void> {
  try {
    await (document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen());
  } catch {
    // The page fills the window either way.
  }
}
