import { create, expect, test, Upbeat } from './fixtures';

// Its own server, since it stops it.
test.use({
  upbeat: [
    async ({ storesKind }, use) => {
      const upbeat = await Upbeat.start(storesKind);
      await use(upbeat);
      await upbeat.stop();
    },
    { scope: 'worker' },
  ],
});

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
  upbeat.freeze();
  await expect(lamp).toHaveText(/^Not live: what you see is from \d\d:\d\d:\d\d$/, {
    timeout: 6_000,
  });
  upbeat.thaw();
  await expect(lamp).toHaveText('Live');
});
