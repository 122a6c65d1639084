import type { LedgerPageQuery } from '../../api/generated/graphql';
import { pagesOf } from '../../api/pages';
import { request } from '../../api/request';
import { LEDGER_PAGE } from './queries';

const HOUR_MS = 3_600_000;

type Website = LedgerPageQuery['websites']['nodes'][number];
export type Slots = Website['uptime']['slots'];

/** The planned checks of an hour, and the websites of which some are missing. */
export interface Ledger {
  total: Slots;
  gaps: { id: string; name: string; missing: number; planned: number }[];
}

/** Reads the ledger of the last hour over all websites of an organization. */
export async function readLedger(organizationId: string, signal: AbortSignal): Promise<Ledger> {
  const from = new Date(Date.now() - HOUR_MS).toISOString();
  const all: Website[] = [];
  const pages = pagesOf(
    async (after) => (await request(LEDGER_PAGE, { organizationId, from, after }, signal)).websites,
  );
  for await (const { nodes } of pages) {
    all.push(...nodes);
  }
  return ledgerOf(all);
}

/** Adds up the ledgers of websites. */
export function ledgerOf(websites: readonly Website[]): Ledger {
  const total = { planned: 0, recorded: 0, unmeasured: 0, missing: 0 };
  for (const { uptime } of websites) {
    total.planned += uptime.slots.planned;
    total.recorded += uptime.slots.recorded;
    total.unmeasured += uptime.slots.unmeasured;
    total.missing += uptime.slots.missing;
  }
  const gaps = websites
    .map(({ id, name, uptime: { slots } }) => ({
      id,
      name,
      missing: slots.missing,
      planned: slots.planned,
    }))
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing);
  return { total, gaps };
}
