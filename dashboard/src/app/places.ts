import {
  IconAlertTriangle,
  IconBell,
  IconBroadcast,
  IconHeartbeat,
  IconTool,
  IconUser,
  IconUsers,
  IconWorld,
  type Icon,
} from '@tabler/icons-react';

/** A page that the navigation leads to. */
export interface Place {
  path: string;
  /** What also belongs to it. */
  below: string;
  name: string;
  Icon: Icon;
  /** The key that leads to it, after `g`. */
  letter: string;
}

/** The pages that the navigation leads to, in order. */
export const PLACES: readonly Place[] = [
  { path: '/', below: '/websites/*?', name: 'Websites', Icon: IconWorld, letter: 'w' },
  {
    path: '/incidents',
    below: '/incidents/*?',
    name: 'Incidents',
    Icon: IconAlertTriangle,
    letter: 'i',
  },
  {
    path: '/maintenance',
    below: '/maintenance/*?',
    name: 'Maintenance',
    Icon: IconTool,
    letter: 'm',
  },
  { path: '/channels', below: '/channels/*?', name: 'Channels', Icon: IconBell, letter: 'c' },
  {
    path: '/status-pages',
    below: '/status-pages/*?',
    name: 'Status pages',
    Icon: IconBroadcast,
    letter: 's',
  },
  {
    path: '/organization',
    below: '/organization/*?',
    name: 'Organization',
    Icon: IconUsers,
    letter: 'o',
  },
  { path: '/health', below: '/health', name: 'Health', Icon: IconHeartbeat, letter: 'h' },
  { path: '/account', below: '/account', name: 'Account', Icon: IconUser, letter: 'a' },
];

/** Where each letter leads after `g`. */
export const GO_TO: ReadonlyMap<string, string> = new Map(
  PLACES.map(({ letter, path }) => [letter, path]),
);
