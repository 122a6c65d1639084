// A server for each worker, websites that can be switched off, and people.
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { test as base, expect, type Locator, type Page } from '@playwright/test';

import type { StoresKind } from './stores';
import { OPERATOR, Upbeat } from './upbeat';

export { expect, Upbeat };

/** A password that is good enough. */
export const PASSWORD = 'correct horse battery';

/** Somebody with an account. */
export interface Person {
  email: string;
  token: string;
}

/** A website that can be switched off. */
export class Target {
  #server: Server;
  readonly url: string;
  /** The requests that it was sent. */
  readonly seen: IncomingMessage[] = [];
  /** How it answers. */
  answer = (response: ServerResponse): unknown => response.end('fine');

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    this.#serve();
  }

  #serve(): void {
    this.#server.on('request', (request, response) => {
      this.seen.push(request);
      this.answer(response);
    });
  }

  static async start(): Promise<Target> {
    return new Target(await listen(0));
  }

  async switchOff(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async switchOn(): Promise<void> {
    this.#server = await listen(Number(new URL(this.url).port));
    this.#serve();
  }
}

function listen(port: number): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

interface Fixtures {
  target: Target;
  /** Creates an account. */
  person: (name: string) => Promise<Person>;
  /** Signs the page in, through the form. */
  signIn: (person: Person) => Promise<void>;
}

let people = 0;

async function signUp(upbeat: Upbeat, email: string): Promise<Person> {
  const query = `mutation($input: SignUpInput!) { signUp(input: $input) { token } }`;
  const input = { email, password: PASSWORD };
  const { signUp } = await upbeat.ask<{ signUp: { token: string } }>(query, { input });
  return { email, token: signUp.token };
}

interface WorkerFixtures {
  /** Set by the project, in playwright.config.ts. */
  storesKind: StoresKind;
  upbeat: Upbeat;
  operator: Person;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  storesKind: ['SQLite', { option: true, scope: 'worker' }],
  upbeat: [
    async ({ storesKind }, use) => {
      const upbeat = await Upbeat.start(storesKind);
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
  operator: [async ({ upbeat }, use) => use(await signUp(upbeat, OPERATOR)), { scope: 'worker' }],
  baseURL: async ({ upbeat }, use) => use(upbeat.url),
  // Nothing of another host, nothing that the policy forbids, and no error, in any test.
  page: async ({ page, upbeat }, use) => {
    const wrong: string[] = [];
    page.on('request', (request) => {
      const url = request.url().replace(/^ws/, 'http');
      if (!url.startsWith(upbeat.url) && !url.startsWith('data:')) {
        wrong.push(`a request to ${url}`);
      }
    });
    page.on('pageerror', (error) => wrong.push(error.message));
    await page.exposeFunction('violated', (directive: string) => wrong.push(directive));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const { violated } = window as unknown as { violated: (directive: string) => void };
        violated(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await use(page);
    expect(wrong).toEqual([]);
  },
  target: async ({}, use) => {
    const target = await Target.start();
    await use(target);
    await target.switchOff();
  },
  person: async ({ upbeat }, use) =>
    use(async (name) => {
      people += 1;
      const email = `${name}-${process.pid}-${people}@example.org`;
      return signUp(upbeat, email);
    }),
  signIn: async ({ page }, use) =>
    use(async ({ email }) => {
      await page.goto('/');
      await enter(page, email);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
      // Where it rests, rows would not move.
      await page.mouse.move(0, 0);
    }),
});

/** Types credentials into the form that is shown. */
export async function enter(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
}

/** What is in a place has room in its width. */
export async function expectNoSideways(place: Locator): Promise<void> {
  const [needed, given] = await place.evaluate(({ scrollWidth, clientWidth }) => [
    scrollWidth,
    clientWidth,
  ]);
  expect(needed).toBe(given);
}

/** Adds a website by the form, from the list and back to it. */
export async function addWebsite(page: Page, url: string, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Add a website' }).click();
  await expect(page.getByRole('heading', { name: 'Add a website' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Address', exact: true }).fill(url);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add the website' }).click();
  await expect(page.getByRole('heading', { name })).toBeVisible();
  await page.getByRole('link', { name: '← Websites' }).click();
}

/** Signs out by the menu of that name, and waits until that is done. */
export async function signOut(page: Page, menu: string): Promise<void> {
  await page.getByRole('button', { name: menu }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

/** Creates a website, and returns its id. */
export async function create(upbeat: Upbeat, person: Person, input: object): Promise<string> {
  const query = `mutation($input: CreateWebsiteInput!) { createWebsite(input: $input) { id } }`;
  const answer = await upbeat.ask<{ createWebsite: { id: string } }>(
    query,
    { input },
    person.token,
  );
  return answer.createWebsite.id;
}

/** Announces maintenance of all websites, each day from 03:00 to 04:00 UTC. */
export async function announce(upbeat: Upbeat, person: Person, title: string): Promise<void> {
  const rule = { daily: { from: '03:00', to: '04:00' } };
  const query = `mutation($input: CreateMaintenanceInput!) { createMaintenance(input: $input) { id } }`;
  await upbeat.ask(query, { input: { title, rule, timeZone: 'UTC' } }, person.token);
}

/** Creates an organization of `owner` that `guest` is in, too, and returns its id. */
export async function member(
  upbeat: Upbeat,
  owner: Person,
  guest: Person,
  role: 'VIEWER' | 'MEMBER' | 'ADMIN',
): Promise<string> {
  const { createOrganization } = await upbeat.ask<{ createOrganization: { id: string } }>(
    `mutation { createOrganization(input: { name: "Acme" }) { id } }`,
    {},
    owner.token,
  );
  const { id } = createOrganization;
  const { inviteMember } = await upbeat.ask<{ inviteMember: { token: string } }>(
    `mutation($input: InviteMemberInput!) { inviteMember(input: $input) { token } }`,
    { input: { organizationId: id, role } },
    owner.token,
  );
  await upbeat.ask(
    `mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }`,
    { token: inviteMember.token },
    guest.token,
  );
  return id;
}

/** The code of an authenticator app now. Source: RFC 6238. */
export function appCode(secret: string, step = Math.floor(Date.now() / 30_000)): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = Array.from(secret.matchAll(/[A-Z2-7]/g), ([letter]) =>
    alphabet.indexOf(letter).toString(2).padStart(5, '0'),
  ).join('');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 0xf;
  const number = (hash.readUInt32BE(offset) & 0x7fff_ffff) % 1_000_000;
  return number.toString().padStart(6, '0');
}

/** Creates a status page, and returns its id. */
export async function createStatusPage(
  upbeat: Upbeat,
  person: Person,
  input: object,
): Promise<string> {
  const query = `mutation($input: CreateStatusPageInput!) { createStatusPage(input: $input) { id } }`;
  const answer = await upbeat.ask<{ createStatusPage: { id: string } }>(
    query,
    { input },
    person.token,
  );
  return answer.createStatusPage.id;
}

/** A slug that no other test has: they are unique in an installation. */
export function newSlug(): string {
  return `page-${randomUUID()}`;
}
