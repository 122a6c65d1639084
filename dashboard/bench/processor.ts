// CPU time of processes.
import { readFile } from 'node:fs/promises';

import type { Browser } from '@playwright/test';

/** Clock ticks of Linux in a second, as /proc counts. Source: proc(5), USER_HZ. */
const HZ = 100;

/** Seconds of CPU time that a process has used. */
export async function processSecs(id: number): Promise<number> {
  const text = await readFile(`/proc/${id}/stat`, 'utf8');
  // After the name, which is in brackets and may hold blanks; user and system time are the 14th and
  // 15th field. Source: proc(5).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / HZ;
}

/** Seconds of CPU time that the renderers, and all processes of the browser, have used. */
export async function browserSecs(browser: Browser): Promise<{ renderers: number; all: number }> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send('SystemInfo.getProcessInfo');
  await devtools.detach();
  const sum = (some: typeof processInfo) => some.reduce((secs, { cpuTime }) => secs + cpuTime, 0);
  return {
    renderers: sum(processInfo.filter(({ type }) => type === 'renderer')),
    all: sum(processInfo),
  };
}
