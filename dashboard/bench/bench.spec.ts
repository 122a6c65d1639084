import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync } from 'node:zlib';

import type { Browser, BrowserContext, CDPSession, Page } from '@playwright/test';

import { expect, PASSWORD, Target, test as base } from '../tests/fixtures';
import { BINARIES, Upbeat } from '../tests/upbeat';
import { Figures, median } from './figures';
import { browserSecs, processSecs } from './processor';

const EMAIL = 'bench@example.org';
const WEBSITES = Number(process.env['WEBSITES'] ?? 1_000);
/** How long ticks are watched. */
const SECS = Number(process.env['SECS'] ?? 600);
const LOADS = 5;

/** Each website is checked as often: 1,000 make 100 ticks a second. */
const INTERVAL_SECS = 10;

/** For how long after the last of them whoever subscribes is told of events, in seconds. */
const TOLD_SECS = 6;

/** How long what nobody watches is measured, and how long a list scrolls, in seconds. */
const ALONE_SECS = Math.min(60, SECS);
const SCROLL_SECS = 5;

const DIST = join(import.meta.dirname, '../dist');

const test = base.extend({
  upbeat: [
    async ({}, use) => {
      const target = await Target.start();
      const fill = [
        ...['fill', '--websites', String(WEBSITES), '--days', '7', '--tick-days', '1'],
        ...['--interval-secs', '600', '--url', `${target.url}{n}`],
      ];
      const upbeat = await Upbeat.start('SQLite', {
        env: { UPBEAT_LOG: 'warn', UPBEAT_COST_PER_MINUTE: '1000000000000' },
        prepare: ({ env }) =>
          promisify(execFile)(join(BINARIES, 'upbeat-bench'), fill, {
            env: { ...env, UPBEAT_EMAIL: EMAIL, UPBEAT_PASSWORD: PASSWORD },
          }),
      });
      await use(upbeat);
      await upbeat.stop();
      await target.switchOff();
    },
    { scope: 'worker', timeout: 600_000 },
  ],
});

/** What is noted in a page while it loads, in milliseconds since the navigation began. */
interface Noted {
  firstRowsMs?: number;
  allMs?: number;
}

test('what the dashboard costs', async ({ browser, upbeat }) => {
  const figures = new Figures();
  await weigh(figures);

  const { signIn } = await upbeat.ask<{ signIn: { token: string } }>(
    `mutation($input: SignInInput!) { signIn(input: $input) { token } }`,
    { input: { email: EMAIL, password: PASSWORD } },
  );
  const update = (intervalSecs: number) =>
    upbeat.ask(
      `mutation($input: UpdateWebsitesInput!) { updateWebsites(input: $input) { ids } }`,
      { input: { websites: { filter: {} }, intervalSecs, regions: ['local'] } },
      signIn.token,
    );
  await update(86_400);
  // Changed websites are checked at once.
  const countUp = async () => {
    const query = '{ websiteCounts { up } }';
    const { websiteCounts } = await upbeat.ask<{ websiteCounts: { up: number } }>(
      query,
      {},
      signIn.token,
    );
    return websiteCounts.up;
  };
  await expect.poll(countUp, { timeout: 60_000 }).toBe(WEBSITES);
  await pause(TOLD_SECS);
  const state = await signedIn(browser, upbeat);
  await measureLoads(browser, upbeat, state, figures);

  const context = await browser.newContext({ storageState: state, baseURL: upbeat.url });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false');
  const frames = await scroll(page);
  figures.add({ name: 'frames, scrolling', measured: frames, unit: '/s', least: 55 });
  await context.close();

  await update(INTERVAL_SECS);
  await measureTicks(browser, upbeat, state, figures);
  figures.print();
});

/** The first script and styles, as they are sent. */
async function weigh(figures: Figures): Promise<void> {
  const html = await readFile(join(DIST, 'index.html'), 'utf8');
  for (const [name, pattern, most] of [
    ['first script, brotli', /(?:src|modulepreload"[^>]*href)="(\/assets\/[^"]+\.js)"/g, 190],
    ['first styles, brotli', /href="(\/assets\/[^"]+\.css)"/g, 20],
  ] as const) {
    let bytes = 0;
    for (const [, path = ''] of html.matchAll(pattern)) {
      bytes += brotliCompressSync(await readFile(join(DIST, path))).length;
    }
    figures.add({ name, measured: bytes / 1_000, unit: 'KB', most });
  }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

async function signedIn(browser: Browser, upbeat: Upbeat): Promise<State> {
  const context = await browser.newContext({ baseURL: upbeat.url });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Websites' })).toBeVisible();
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Loads the list with an empty cache, some times. */
async function measureLoads(
  browser: Browser,
  upbeat: Upbeat,
  state: State,
  figures: Figures,
): Promise<void> {
  const loads: { paintMs: number; firstRowsMs: number; allMs: number; data: number }[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    const context = await browser.newContext({ storageState: state, baseURL: upbeat.url });
    const page = await context.newPage();
    await page.addInitScript(noteRows);
    const devtools = await context.newCDPSession(page);
    const data = await countData(devtools);
    await page.goto('/');
    const noted = await page.waitForFunction(() => {
      const { noted } = window as unknown as { noted: Noted };
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
      return noted.allMs !== undefined && paint !== undefined && { ...noted, paint };
    });
    const { paint, firstRowsMs = NaN, allMs = NaN } = (await noted.jsonValue()) || { paint: NaN };
    loads.push({ paintMs: paint, firstRowsMs, allMs, data: data() });
    await context.close();
  }
  const of = (pick: (load: (typeof loads)[number]) => number) => median(loads.map(pick));
  figures.add({
    name: 'first contentful paint',
    measured: of(({ paintMs }) => paintMs),
    unit: 'ms',
    most: 300,
  });
  figures.add({
    name: `first rows of ${WEBSITES}`,
    measured: of(({ firstRowsMs }) => firstRowsMs),
    unit: 'ms',
    most: 400,
  });
  figures.add({
    name: `all ${WEBSITES} searchable`,
    measured: of(({ allMs }) => allMs),
    unit: 'ms',
    most: 1_000,
  });
  figures.add({
    name: 'data until then, as sent',
    measured: of(({ data }) => data / 1_000),
    unit: 'KB',
    most: 150,
  });
}

/** Notes when the first rows and all of them are there; runs in the page, before its scripts. */
function noteRows(): void {
  const noted: Noted = {};
  Object.assign(window, { noted });
  const watch = new MutationObserver(() => {
    if (document.querySelector('.websites .body .website')) {
      noted.firstRowsMs ??= performance.now();
    }
    if (document.querySelector('.websites[aria-busy="false"]')) {
      noted.allMs ??= performance.now();
      watch.disconnect();
    }
  });
  watch.observe(document, { childList: true, subtree: true, attributes: true });
}

/** Counts the bytes of answers of the API, as they are sent, and of messages by the socket. */
async function countData(devtools: CDPSession): Promise<() => number> {
  let bytes = 0;
  const asked = new Set<string>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.endsWith('/graphql')) {
      asked.add(requestId);
    }
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes += asked.has(requestId) ? encodedDataLength : 0;
  });
  devtools.on('Network.webSocketFrameReceived', ({ response }) => {
    bytes += response.payloadData.length;
  });
  await devtools.send('Network.enable');
  return () => bytes;
}

/** Frames a second while the list scrolls 60 pixels a frame. */
function scroll(page: Page): Promise<number> {
  return page.evaluate(
    (secs) =>
      new Promise<number>((resolve) => {
        let frames = 0;
        let began = 0;
        const step = (now: number) => {
          began ||= now;
          if (now - began > secs * 1_000) {
            resolve((frames * 1_000) / (now - began));
            return;
          }
          frames += 1;
          const end = document.documentElement.scrollHeight - innerHeight;
          scrollTo(0, (frames * 60) % end);
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    SCROLL_SECS,
  );
}

/** What it takes to watch ticks, of browser and server. */
async function measureTicks(
  browser: Browser,
  upbeat: Upbeat,
  state: State,
  figures: Figures,
): Promise<void> {
  // Until the new interval is everybody's.
  await pause(2 * INTERVAL_SECS);
  const share = async (secs: number) => {
    const before = await processSecs(upbeat.process.id);
    await pause(secs);
    return (100 * ((await processSecs(upbeat.process.id)) - before)) / secs;
  };
  const before = await share(ALONE_SECS);

  const context = await browser.newContext({ storageState: state, baseURL: upbeat.url });
  const page = await context.newPage();
  let ticks = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      ticks += payload.includes('"ticks":') ? 1 : 0;
    }),
  );
  const devtools = await context.newCDPSession(page);
  await page.goto('/');
  await expect(page.getByRole('table')).toHaveAttribute('aria-busy', 'false');
  await pause(INTERVAL_SECS);
  const heaps = [await heapMegabytes(devtools)];
  ticks = 0;
  const browserBefore = await browserSecs(browser);
  const serverBefore = await processSecs(upbeat.process.id);
  const began = Date.now();
  for (const quarter of [1, 2, 3, 4]) {
    await pause(SECS / 4);
    if (quarter < 4) {
      heaps.push(await heapMegabytes(devtools));
    }
  }
  const secs = (Date.now() - began) / 1_000;
  const { renderers, all } = await browserSecs(browser);
  const watched = (100 * ((await processSecs(upbeat.process.id)) - serverBefore)) / secs;
  heaps.push(await heapMegabytes(devtools));
  const frames = await scroll(page);
  await context.close();
  // What it does by itself changes over such a time, so it is measured before and after.
  const alone = (before + (await share(ALONE_SECS))) / 2;
  const percent = (secsUsed: number) => (100 * secsUsed) / secs;
  figures.add({ name: `ticks, for ${SECS} s`, measured: ticks / secs, unit: '/s' });
  figures.add({
    name: 'CPU of the page',
    measured: percent(renderers - browserBefore.renderers),
    unit: '% of a core',
    most: 10,
  });
  figures.add({
    name: 'CPU of the whole browser',
    measured: percent(all - browserBefore.all),
    unit: '% of a core',
  });
  figures.add({
    name: 'CPU of the server for one viewer',
    measured: watched - alone,
    unit: '% of a core',
    most: 2,
  });
  figures.add({ name: 'CPU of the server, alone', measured: alone, unit: '% of a core' });
  figures.add({
    name: 'growth of the heap meanwhile',
    measured: (heaps.at(-1) ?? NaN) - (heaps[0] ?? NaN),
    unit: 'MB',
    most: 1,
  });
  for (const [index, heap] of heaps.entries()) {
    const after = Math.round((index * secs) / 4);
    figures.add({ name: `heap after ${after} s`, measured: heap, unit: 'MB' });
  }
  figures.add({ name: 'frames, scrolling under ticks', measured: frames, unit: '/s', least: 55 });
}

/** The heap of a page without what nobody needs. */
async function heapMegabytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  return usedSize / 1_000_000;
}

function pause(secs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, secs * 1_000));
}
