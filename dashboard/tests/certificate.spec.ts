import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { create, expect, test } from './fixtures';

/** A website with a certificate of its own that lasts so many days. */
async function certified(directory: string, days: number): Promise<Server> {
  const [cert, key] = [join(directory, `${days}.pem`), join(directory, `${days}.key`)];
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
    ...['-subj', '/CN=127.0.0.1', '-days', String(days), '-out', cert, '-keyout', key],
  ]);
  const pair = { cert: await readFile(cert), key: await readFile(key) };
  const server = createServer(pair, (_, response) => response.end('fine'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

test('the list says how long certificates last, and stresses what expires soon', async ({
  page,
  target,
  upbeat,
  person,
  signIn,
}) => {
  const directory = await mkdtemp(join(tmpdir(), 'upbeat-certificates-'));
  const servers = await Promise.all([30, 5].map((days) => certified(directory, days)));
  const ada = await person('ada');
  for (const [at, name] of ['Long', 'Short'].entries()) {
    const { port } = servers[at]?.address() as AddressInfo;
    await create(upbeat, ada, { url: `https://127.0.0.1:${port}/`, name, retries: 0 });
  }
  await create(upbeat, ada, { url: target.url, name: 'Plain' });
  await expect
    .poll(async () => {
      type Answer = { websites: { nodes: { tls: unknown[] }[] } };
      const query = `{ websites { nodes { tls { region } } } }`;
      const { websites } = await upbeat.ask<Answer>(query, {}, ada.token);
      return websites.nodes.filter(({ tls }) => tls.length === 1).length;
    })
    .toBe(2);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(ada);
  const cell = (name: string) =>
    page.getByRole('row', { name: new RegExp(name) }).locator('.certificate');
  await expect(page.getByRole('columnheader', { name: 'Certificate' })).toBeVisible();
  // The days that are left are counted in whole days.
  await expect(cell('Long')).toHaveText(/^(29|30) days$/);
  await expect(cell('Short')).toHaveText(/^(4|5) days$/);
  await expect(cell('Plain')).toHaveText('–');
  await expect(cell('Short')).toHaveClass(/soon/);
  await expect(cell('Long')).not.toHaveClass(/soon/);
  const badge = page.getByText(/^certificate: [45] days left$/);
  await expect(badge).toBeHidden();
  // Where the column has no room.
  await page.setViewportSize({ width: 390, height: 800 });
  await expect(cell('Short')).toBeHidden();
  await expect(badge).toBeVisible();
  servers.forEach((server) => server.close());
  await rm(directory, { recursive: true });
});
