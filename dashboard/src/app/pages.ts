import { lazyPage, type LazyPage } from './lazy-page';

/** A page and its address. */
interface PageAt extends LazyPage<{ id: string }> {
  path: string;
  /** What is made there, as the palette offers it. */
  creates?: string;
}

type Read = Parameters<typeof lazyPage<{ id: string }>>[0];

function at(path: string, read: Read, creates?: string): PageAt {
  return { path, ...lazyPage(read), ...(creates === undefined ? {} : { creates }) };
}

/** The pages that are loaded when they are needed, all but the websites. `:id` is their `id`. */
export const PAGES: readonly PageAt[] = [
  at('/incidents', async () => (await import('../pages/incidents/IncidentsPage')).IncidentsPage),
  at('/incidents/:id', async () => (await import('../pages/incidents/IncidentPage')).IncidentPage),
  at('/channels', async () => (await import('../pages/channels/ChannelsPage')).ChannelsPage),
  at(
    '/channels/new',
    async () => (await import('../pages/channels/NewChannelPage')).NewChannelPage,
    'channel',
  ),
  at('/channels/:id', async () => (await import('../pages/channels/ChannelPage')).ChannelPage),
  at(
    '/channels/:id/edit',
    async () => (await import('../pages/channels/EditChannelPage')).EditChannelPage,
  ),
  at(
    '/maintenance',
    async () => (await import('../pages/maintenance/MaintenancePage')).MaintenancePage,
  ),
  at(
    '/maintenance/new',
    async () => (await import('../pages/maintenance/NewMaintenancePage')).NewMaintenancePage,
    'maintenance',
  ),
  at(
    '/status-pages',
    async () => (await import('../pages/status-pages/StatusPagesPage')).StatusPagesPage,
  ),
  at(
    '/status-pages/new',
    async () => (await import('../pages/status-pages/NewStatusPagePage')).NewStatusPagePage,
    'status page',
  ),
  at(
    '/status-pages/incidents/:id',
    async () => (await import('../pages/status-pages/PageIncidentPage')).PageIncidentPage,
  ),
  at(
    '/status-pages/:id/incidents/new',
    async () => (await import('../pages/status-pages/NewPageIncidentPage')).NewPageIncidentPage,
  ),
  at(
    '/status-pages/:id/edit',
    async () => (await import('../pages/status-pages/EditStatusPagePage')).EditStatusPagePage,
  ),
  at(
    '/status-pages/:id',
    async () => (await import('../pages/status-pages/StatusPagePage')).StatusPagePage,
  ),
  at(
    '/organization',
    async () => (await import('../pages/organization/OrganizationPage')).OrganizationPage,
  ),
  at('/organization/audit', async () => (await import('../pages/audit/AuditPage')).AuditPage),
  at(
    '/invitation',
    async () => (await import('../pages/organization/InvitationPage')).InvitationPage,
  ),
  at('/health', async () => (await import('../pages/health/HealthPage')).HealthPage),
  at('/account', async () => (await import('../pages/account/AccountPage')).AccountPage),
  at(
    '/websites/new',
    async () => (await import('../pages/website-form/NewWebsitePage')).NewWebsitePage,
    'website',
  ),
  at(
    '/websites/:id/edit',
    async () => (await import('../pages/website-form/EditWebsitePage')).EditWebsitePage,
  ),
  at('/welcome/:id', async () => (await import('../pages/welcome/WelcomePage')).WelcomePage),
  at('/websites/:id', async () => (await import('../pages/website/WebsitePage')).WebsitePage),
];

/** The page for a screen on the wall, which has no header and no navigation. */
export const WALL = {
  path: '/wall',
  ...lazyPage<{ error: unknown }>(async () => (await import('../pages/wall/WallPage')).WallPage),
};

/** The pages where something is made. */
export const CREATABLE = PAGES.flatMap(({ path, creates }) =>
  creates === undefined ? [] : [{ path, creates }],
);

type Loadable = Pick<PageAt, 'path' | 'isLoaded' | 'load'>;

/** The page at an address of this origin, such as `/incidents?open`. */
export function pageAt(address: string): Loadable | undefined {
  const parts = new URL(address, location.origin).pathname.split('/');
  return [WALL, ...PAGES].find(({ path }) => {
    const pattern = path.split('/');
    return (
      pattern.length === parts.length &&
      pattern.every((part, index) => part.startsWith(':') || part === parts[index])
    );
  });
}
