import { VisuallyHidden } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBell,
  IconHeartbeat,
  IconTool,
  IconUser,
  IconUsers,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';
import { Link, useRoute } from 'wouter';

import { useOpenIncidents } from './use-open-incidents';

/** The pages; `below` is what also belongs to one. */
const PAGES = [
  { path: '/', below: '/websites/*?', name: 'Websites', Icon: IconWorld },
  { path: '/incidents', below: '/incidents/*?', name: 'Incidents', Icon: IconAlertTriangle },
  { path: '/maintenance', below: '/maintenance/*?', name: 'Maintenance', Icon: IconTool },
  { path: '/channels', below: '/channels/*?', name: 'Channels', Icon: IconBell },
  { path: '/organization', below: '/organization/*?', name: 'Organization', Icon: IconUsers },
  { path: '/health', below: '/health', name: 'Health', Icon: IconHeartbeat },
  { path: '/account', below: '/account', name: 'Account', Icon: IconUser },
];

/** The pages. */
export function Navigation() {
  const openIncidents = useOpenIncidents();
  return (
    <nav className="navigation" aria-label="Pages">
      {PAGES.map((page) => (
        <Entry
          key={page.path}
          {...page}
          count={page.path === '/incidents' ? openIncidents : null}
        />
      ))}
    </nav>
  );
}

interface EntryProps {
  path: string;
  below: string;
  name: string;
  Icon: Icon;
  count: string | null;
}

function Entry({ path, below, name, Icon, count }: EntryProps) {
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
