// Fails if what a browser loads before it shows anything has grown too heavy, in compressed bytes.
import { readFile, stat } from 'node:fs/promises';

const dist = new URL('../dist/', import.meta.url);
const page = await readFile(new URL('index.html', dist), 'utf8');

for (const [ending, most] of [
  ['js', 190_000],
  ['css', 20_000],
]) {
  let bytes = 0;
  for (const [path] of page.matchAll(new RegExp(`assets/[^"]+\\.${ending}(?=")`, 'g'))) {
    bytes += (await stat(new URL(`${path}.br`, dist))).size;
  }
  console.log(`First ${ending}: ${bytes} bytes of at most ${most}`);
  if (bytes === 0 || bytes > Number(most)) {
    process.exitCode = 1;
  }
}
