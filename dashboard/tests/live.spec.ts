import type { Page } from '@playwright/test';

import { Cable } from './cable';
import { create, expect, test as base, Upbeat, type Person } from './fixtures';

// Its own server, since it stops it, behind a cable that is cut.
const test = base.extend<object, { cable: Cable }>({
  upbeat: [
    async ({ storesKind }, use) => {
      const upbeat = await Upbeat.start(storesKind);
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
  cable: [
    async ({ upbeat }, use) => {
      const cable = await Cable.to(upbeat.url);
      upbeat.url = cable.url;
      await use(cable);
      await cable.remove();
    },
    { scope: 'worker', auto: true },
  ],
});

/** How long what is on screen may be old before that is said, in milliseconds. */
const SAID_WITHIN_MS = 5_000;

const NOT_LIVE = /^Not live: what you see is from \d\d:\d\d:\d\d$/;

/** When the page says that it is not live, in milliseconds of Unix time. */
function whenSaid(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const lamp = document.querySelector('[role="status"]');
        const watch = new MutationObserver(() => {
          if (lamp?.textContent.startsWith('Not live')) {
            resolve(Date.now());
          }
        });
        watch.observe(document.body, { childList: true, subtree: true, characterData: true });
      }),
  );
}

/** Asks for a check of each website. */
async function checkNow(upbeat: Upbeat, person: Person, ids: string[]): Promise<void> {
  const query = `mutation($id: ID!) { checkNow(id: $id) { id } }`;
  await Promise.all(ids.map((id) => upbeat.ask(query, { id }, person.token)));
}

interface Ticks {
  websites: {
    nodes: { id: string; status: string; ticks: { nodes: { checkedAt: string }[] } }[];
  };
}

/** The ticks that the server has, and those statuses. */
async function recorded(upbeat: Upbeat, person: Person) {
  const { websites } = await upbeat.ask<Ticks>(
    `{ websites { nodes { id status ticks(first: 50) { nodes { checkedAt } } } } }`,
    {},
    person.token,
  );
  return {
    statuses: websites.nodes.map(({ status }) => status),
    ticks: websites.nodes
      .flatMap(({ id, ticks }) => ticks.nodes.map(({ checkedAt }) => `${id} ${checkedAt}`))
      .sort(),
  };
}

/** Collects the ticks that the page hears of by its sockets. */
function listen(page: Page): string[] {
  const heard: string[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(payload.toString()) as {
        payload?: {
          data?: { ticks?: { website: { id: string }; tick: { checkedAt: string } } };
        };
      };
      const event = message.payload?.data?.ticks;
      if (event) {
        heard.push(`${event.website.id} ${event.tick.checkedAt}`);
      }
    }),
  );
  return heard;
}

test('a frozen server is said to be stale within five seconds', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  await create(upbeat, ada, { url: target.url, name: 'Shop' });
  await signIn(ada);
  const lamp = page.getByRole('status').first();
  await expect(lamp).toHaveText('Live');
  const saidAt = whenSaid(page);
  const frozenAt = Date.now();
  upbeat.freeze();
  expect((await saidAt) - frozenAt).toBeLessThanOrEqual(SAID_WITHIN_MS);
  await expect(lamp).toHaveText(NOT_LIVE);
  const icon = page.locator('link[rel="icon"]');
  await expect(icon).toHaveAttribute('href', '/icons/stale.svg');
  upbeat.thaw();
  await expect(lamp).toHaveText('Live');
  await expect(icon).toHaveAttribute('href', '/icons/up.svg');
});

test('a lost connection is said within five seconds, and continues without a gap', async ({
  page,
  target,
  upbeat,
  cable,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const heard = listen(page);
  await signIn(ada);
  const lamp = page.getByRole('status').first();
  await expect(lamp).toHaveText('Live');
  const names = ['a', 'b', 'c', 'd', 'e'];
  const ids = await Promise.all(
    names.map((name) => create(upbeat, ada, { url: target.url, name, retries: 0 })),
  );
  const rows = page.getByRole('row').filter({ hasNot: page.getByRole('columnheader') });
  await expect(rows.filter({ hasText: /\d ms/ })).toHaveCount(names.length);

  const saidAt = whenSaid(page);
  const cutAt = Date.now();
  cable.cut();
  await target.switchOff();
  await checkNow(upbeat, ada, ids);
  await expect
    .poll(async () => (await recorded(upbeat, ada)).statuses)
    .toEqual(names.map(() => 'DOWN'));
  expect((await saidAt) - cutAt).toBeLessThanOrEqual(SAID_WITHIN_MS);
  await expect(lamp).toHaveText(NOT_LIVE);
  await expect(rows.filter({ hasText: 'Up' })).toHaveCount(names.length);
  cable.mend();
  await expect(rows.filter({ hasText: 'Down' })).toHaveCount(names.length);
  await expect(lamp).toHaveText('Live');
  await target.switchOn();
  await checkNow(upbeat, ada, ids);
  await expect(rows.filter({ hasText: 'Up' })).toHaveCount(names.length);
  // Each one once.
  const { ticks } = await recorded(upbeat, ada);
  await expect.poll(() => [...heard].sort()).toEqual(ticks);
});

test('what happened without a connection is seen though nothing had happened before', async ({
  page,
  target,
  upbeat,
  cable,
  person,
  signIn,
}) => {
  const ada = await person('ada');
  const id = await create(upbeat, ada, { url: target.url, name: 'Shop', retries: 0 });
  await expect.poll(async () => (await recorded(upbeat, ada)).statuses).toEqual(['UP']);
  // A subscription begins with the events of the last five seconds: none.
  const recordedAt = Date.now();
  await expect.poll(() => Date.now() - recordedAt).toBeGreaterThan(5_500);
  const heard = listen(page);
  await signIn(ada);
  await expect(page.getByRole('status').first()).toHaveText('Live');
  const row = page.getByRole('row', { name: /Shop/ });
  await expect(row).toContainText('Up');
  expect(heard).toEqual([]);
  cable.cut();
  await target.switchOff();
  await checkNow(upbeat, ada, [id]);
  await expect.poll(async () => (await recorded(upbeat, ada)).statuses).toEqual(['DOWN']);
  const downAt = Date.now();
  await expect.poll(() => Date.now() - downAt).toBeGreaterThan(5_500);
  cable.mend();
  await expect(row).toContainText('Down');
});
