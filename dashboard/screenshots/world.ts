// A company that has used Upbeat for three months.
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PASSWORD } from '../tests/fixtures';
import { Receiver } from '../tests/receiver';
import { BINARIES, Upbeat } from '../tests/upbeat';
import { NameServer } from './name-server';
import { REGIONS, SITES, Sites, urlOf } from './sites';

export const EMAIL = 'ada@acme.example';

/** Where what the pages are about is found. */
export interface World {
  upbeat: Upbeat;
  token: string;
  /** Ids of the websites, by name. */
  websites: Map<string, string>;
  channel: string;
  incident: string;
  statusPage: string;
  /** What the status page tells of a trouble. */
  told: string;
  stop: () => Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'upbeat-'));
  const sites = await Sites.start(directory);
  const receiver = await Receiver.start('ok');
  const names = await NameServer.start('127.0.0.1');
  const resolvers = new Map<string, NameServer>();
  for (const [region, { address }] of Object.entries(REGIONS)) {
    resolvers.set(region, await NameServer.start(address));
  }
  const upbeat = await Upbeat.start('PostgreSQL and Redis', {
    env: { UPBEAT_RESOLVERS: names.address, UPBEAT_OPERATORS: EMAIL },
    probers: Object.fromEntries(
      [...resolvers].map(([region, { address }]) => [
        region,
        { UPBEAT_RESOLVERS: address, UPBEAT_EXTRA_CA: sites.authority },
      ]),
    ),
    prepare: ({ env }) =>
      promisify(execFile)(
        join(BINARIES, 'upbeat-bench'),
        [
          ...['fill', '--websites', String(SITES.length), '--tick-days', '2'],
          ...['--interval-secs', '60', '--url', `https://{n}.acme.example:${sites.port}/`],
        ],
        { env: { ...env, UPBEAT_EMAIL: EMAIL, UPBEAT_PASSWORD: PASSWORD } },
      ),
  });
  const { signIn } = await upbeat.ask<{ signIn: { token: string } }>(
    `mutation($input: SignInInput!) { signIn(input: $input) { token } }`,
    { input: { email: EMAIL, password: PASSWORD } },
  );
  const ask = <T>(query: string, variables: object = {}) =>
    upbeat.ask<T>(query, variables, signIn.token);

  const pager = `http://ops.acme.example:${new URL(receiver.url).port}`;
  const channel = await furnishChannels(ask, pager);
  await furnishPeople(upbeat, ask);
  const websites = await furnishWebsites(ask, sites.port);
  const incident = await furnishIncidents(ask, websites);
  await furnishMaintenance(ask, websites);
  const statusPages = await furnishStatusPages(ask, websites);
  return {
    upbeat,
    token: signIn.token,
    websites,
    channel,
    incident,
    ...statusPages,
    stop: async () => {
      await upbeat.stop();
      sites.stop();
      await receiver.stop();
      await Promise.all([names, ...resolvers.values()].map((server) => server.stop()));
      await rm(directory, { recursive: true });
    },
  };
}

type Ask = <T>(query: string, variables?: object) => Promise<T>;

async function furnishChannels(ask: Ask, pager: string): Promise<string> {
  const create = async (input: object) => {
    const made = await ask<{ createChannel: { id: string } }>(
      `mutation($input: CreateChannelInput!) { createChannel(input: $input) { id } }`,
      { input },
    );
    return made.createChannel.id;
  };
  const secret = `whsec_${'A'.repeat(32)}`;
  const onCall = await create({ name: 'On call', webhook: { url: `${pager}/upbeat`, secret } });
  await create({
    name: 'Payments team',
    kinds: ['INCIDENT_OPENED', 'INCIDENT_RESOLVED', 'DEGRADED'],
    tags: ['team:payments'],
    mattermost: { url: `${pager}/hooks/payments` },
  });
  await create({ name: 'Phones', ntfy: { baseUrl: pager, topic: 'acme-down' } });
  await ask(`mutation($id: ID!) { testChannel(id: $id) { id } }`, { id: onCall });
  return onCall;
}

async function furnishPeople(upbeat: Upbeat, ask: Ask): Promise<void> {
  const { organizations } = await ask<{ organizations: { id: string }[] }>(
    `{ organizations { id } }`,
  );
  for (const [name, role] of [
    ['grace', 'ADMIN'],
    ['linus', 'MEMBER'],
    ['margaret', 'VIEWER'],
  ]) {
    const guest = await upbeat.ask<{ signUp: { token: string } }>(
      `mutation($input: SignUpInput!) { signUp(input: $input) { token } }`,
      { input: { email: `${name}@acme.example`, password: PASSWORD } },
    );
    const { inviteMember } = await ask<{ inviteMember: { token: string } }>(
      `mutation($input: InviteMemberInput!) { inviteMember(input: $input) { token } }`,
      { input: { organizationId: organizations[0]?.id, role } },
    );
    await upbeat.ask(
      `mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }`,
      { token: inviteMember.token },
      guest.signUp.token,
    );
  }
}

async function furnishWebsites(ask: Ask, port: number): Promise<Map<string, string>> {
  const { websites } = await ask<{ websites: { nodes: { id: string }[] } }>(
    `{ websites(first: 100) { nodes { id } } }`,
  );
  const ids = new Map<string, string>();
  for (const [index, site] of SITES.entries()) {
    const id = websites.nodes[index]?.id ?? '';
    ids.set(site.name, id);
    const connectTo = `${site.host}.acme.example:${port}`;
    await ask(`mutation($input: UpdateWebsiteInput!) { updateWebsite(input: $input) { id } }`, {
      input: {
        id,
        name: site.name,
        url: urlOf(site),
        tags: site.tags,
        degradedAboveMs: 700,
        retries: 0,
        check: { http: { connectTo } },
      },
    });
  }
  await ask(`mutation($id: ID!) { pauseWebsite(id: $id) { id } }`, { id: ids.get('Staging shop') });
  return ids;
}

interface Incidents {
  incidents: { nodes: { id: string; website: { name: string } }[] };
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (const limit = Date.now() + 120_000; Date.now() < limit;) {
    const found = await look();
    if (found !== undefined) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`there is never ${what}`);
}

async function furnishIncidents(ask: Ask, ids: Map<string, string>): Promise<string> {
  const incidentOf = (name: string) =>
    until(`an incident of ${name}`, async () => {
      const { incidents } = await ask<Incidents>(
        `{ incidents(first: 50) { nodes { id website { name } } } }`,
      );
      return incidents.nodes.find(({ website }) => website.name === name)?.id;
    });
  const note = `mutation($input: AddIncidentNoteInput!) { addIncidentNote(input: $input) { id } }`;
  // One that is over.
  const blog = SITES.find(({ name }) => name === 'Blog');
  if (blog) {
    blog.fails = 'everywhere';
    const check = `mutation($id: ID!) { checkNow(id: $id) { id } }`;
    await ask(check, { id: ids.get('Blog') });
    const past = await incidentOf('Blog');
    delete blog.fails;
    await ask(check, { id: ids.get('Blog') });
    await ask(note, {
      input: { incidentId: past, text: 'A deployment had no database. Rolled back.' },
    });
    await ask(`mutation($id: ID!) { resolveIncident(id: $id) { id } }`, { id: past });
  }
  const incident = await incidentOf('Warehouse API');
  await ask(`mutation($id: ID!) { acknowledgeIncident(id: $id) { id } }`, { id: incident });
  const text = 'stock-db-2 does not come back after its upgrade. Failing over to stock-db-3.';
  await ask(note, { input: { incidentId: incident, text } });
  return incident;
}

async function furnishMaintenance(ask: Ask, ids: Map<string, string>): Promise<void> {
  const announce = (input: object) =>
    ask(`mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }`, {
      input,
    });
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
  await announce({
    title: 'New storage for invoices',
    websiteIds: [ids.get('Invoices')],
    from: at(0),
    to: at(2),
  });
  await announce({ title: 'Database upgrade', tags: ['team:stock'], from: at(26), to: at(29) });
  await announce({
    title: 'Nightly backup',
    rule: { weekly: { days: [7], from: '01:30', to: '03:30' } },
    timeZone: 'Europe/Berlin',
  });
}

async function furnishStatusPages(
  ask: Ask,
  ids: Map<string, string>,
): Promise<Pick<World, 'statusPage' | 'told'>> {
  const create = async (input: object) => {
    const made = await ask<{ createStatusPage: { id: string; components: { id: string }[] } }>(
      `mutation($input: CreateStatusPageInput!) {
        createStatusPage(input: $input) { id components { id } }
      }`,
      { input },
    );
    return made.createStatusPage;
  };
  const { id, components } = await create({
    slug: 'acme',
    title: 'Acme',
    text: 'How our **services** are. Questions? [Ask us](https://help.acme.example/).',
    color: '#0f766e',
    links: [{ label: 'Shop', url: 'https://shop.acme.example/' }],
    components: [
      { websiteId: ids.get('Checkout'), name: 'Checkout', section: 'Shop', latency: true },
      { websiteId: ids.get('Search'), name: 'Search', section: 'Shop', regions: true },
      { tag: 'team:payments', name: 'Payments', description: 'Cards, transfers and invoices' },
      { websiteId: ids.get('Customer portal'), name: 'Customer portal' },
      { status: 'OPERATIONAL', name: 'Telephone support' },
    ],
  });
  await create({ slug: 'partners', title: 'Partners', access: 'MEMBERS', published: false });
  const write = async (input: object) => {
    const made = await ask<{ createStatusPageIncident: { id: string } }>(
      `mutation($input: CreateStatusPageIncidentInput!) { createStatusPageIncident(input: $input) { id } }`,
      { input: { statusPageId: id, ...input } },
    );
    return made.createStatusPageIncident.id;
  };
  await write({ title: 'Late invoices', text: 'Invoices of Monday were sent on Tuesday.' });
  const told = await write({
    title: 'Search is slow in America',
    text: 'Some searches take *seconds*. We look for the cause.',
    affected: [{ componentId: components[1]?.id, status: 'DEGRADED' }],
    published: true,
  });
  const input = { statusPageIncidentId: told, state: 'IDENTIFIED', text: 'A provider is slow.' };
  await ask(`mutation($input: PostStatusUpdateInput!) { postStatusUpdate(input: $input) { id } }`, {
    input,
  });
  return { statusPage: id, told };
}
