import { expect, test } from 'vitest';

import { dataUrl, logoProblem, readLogo } from './logo';

test('a logo is a small image', () => {
  expect(logoProblem({ type: 'image/png', size: 65_536 })).toBeNull();
  expect(logoProblem({ type: 'image/png', size: 65_537 })).toBe(
    'A logo has at most 64 KiB; this one has 65.',
  );
  expect(logoProblem({ type: 'text/html', size: 10 })).toMatch(/PNG, JPEG, WebP or SVG/);
});

test('a file is read whole, whatever its bytes are', async () => {
  const bytes = new Uint8Array([0, 128, 255]);
  const file = Object.assign(new Blob([bytes]), { name: 'a.png' });
  Object.defineProperty(file, 'type', { value: 'image/png' });
  Object.defineProperty(file, 'arrayBuffer', { value: () => Promise.resolve(bytes.buffer) });
  const logo = await readLogo(file as unknown as File);
  expect(logo).toEqual({
    kind: 'new',
    fileName: 'a.png',
    mediaType: 'image/png',
    base64: 'AID/',
  });
  expect(logo.kind === 'new' && dataUrl(logo)).toBe('data:image/png;base64,AID/');
});
