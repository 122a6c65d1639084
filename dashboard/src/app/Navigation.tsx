import { VisuallyHidden } from '@mantine/core';
import { Link, useRoute } from 'wouter';

import { PLACES, type Place } from './places';
import { useOpenIncidents } from './use-open-incidents';

/** The pages. */
export function Navigation() {
  const openIncidents = useOpenIncidents();
  return (
    <nav className="navigation" aria-label="Pages">
      {PLACES.map((place) => (
        <Entry
          key={place.path}
          place={place}
          count={place.path === '/incidents' ? openIncidents : null}
        />
      ))}
    </nav>
  );
}

interface EntryProps {
  place: Place;
  count: string | null;
}

function Entry({ place: { path, below, name, Icon }, count }: EntryProps) {
  const [isCurrent] = useRoute(path);
  const [isBelow] = useRoute(below);
  return (
    <Link href={path} aria-current={isCurrent || isBelow ? 'page' : undefined}>
      <Icon size={18} aria-hidden="true" />
      {name}
      {count !== null && (
        <span className="count">
          {count}
          <VisuallyHidden> open</VisuallyHidden>
        </span>
      )}
    </Link>
  );
}
