import { NativeSelect } from '@mantine/core';
import { useSearchParams } from 'wouter';

import { Part } from '../../ui/Part';
import { CheckItem } from './CheckItem';
import { checkKey, shownChecks } from './checks';
import { WEBSITE_CHECKS } from './queries';
import { useWebsiteQuery } from './use-website-query';

/** How many checks are listed. */
const MOST = 15;

/** The newest checks, each of which opens to what it recorded. */
export function Checks({ id }: { id: string }) {
  const [params, setParams] = useSearchParams();
  const query = useWebsiteQuery(WEBSITE_CHECKS, id, { isMoving: true });
  const open = params.get('check');
  const onlyFailing = params.get('checks') === 'failing';
  const set = (name: string, value: string | null) =>
    setParams(
      (now) => {
        const next = new URLSearchParams(now);
        if (value) {
          next.set(name, value);
        } else {
          next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  return (
    <Part title="Checks" query={query}>
      {({ website: { ticks } }) => {
        // What is open stays, though newer checks push it out of the list.
        const shown = shownChecks(ticks.edges, onlyFailing, MOST);
        const isListed = shown.some(({ check }) => checkKey(check) === open);
        const opened = shownChecks(ticks.edges, false, ticks.edges.length).filter(
          ({ check }) => checkKey(check) === open,
        );
        const listed = isListed ? shown : [...shown, ...opened];
        return (
          <>
            <div className="filters">
              <NativeSelect
                aria-label="Which checks"
                value={onlyFailing ? 'failing' : ''}
                onChange={(event) => set('checks', event.currentTarget.value || null)}
                data={[
                  { value: '', label: 'All checks' },
                  { value: 'failing', label: 'Only those that were not up' },
                ]}
              />
            </div>
            {listed.length === 0 && (
              <p className="nothing">
                {onlyFailing
                  ? `All of the newest ${ticks.edges.length} checks were up.`
                  : 'Nothing has been checked yet.'}
              </p>
            )}
            <ol className="checks">
              {listed.map(({ check, after }) => {
                const key = checkKey(check);
                return (
                  <CheckItem
                    key={key}
                    id={id}
                    check={check}
                    after={after}
                    isOpen={key === open}
                    onToggle={() => set('check', key === open ? null : key)}
                  />
                );
              })}
            </ol>
            {open && !isListed && opened.length === 0 && (
              <p className="nothing">
                The check that the address names is no longer among the newest. The exports below
                have it.
              </p>
            )}
          </>
        );
      }}
    </Part>
  );
}
