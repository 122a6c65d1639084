import { pagesOf } from '../../api/pages';
import { request } from '../../api/request';
import { spanOf, type Month, type Span } from './month';
import { MAINTENANCE_MONTH } from './queries';

/** A window of maintenance. */
export interface Window extends Span {
  id: string;
  title: string;
}

/** The windows that reach into a month. */
export interface WindowsOfMonth {
  windows: Window[];
  /** Titles of maintenance that takes place more often than is shown. */
  cut: string[];
}

/** Reads all windows that reach into a month. */
export async function readMonth(
  organizationId: string,
  month: Month,
  signal: AbortSignal,
): Promise<WindowsOfMonth> {
  const span = spanOf(month);
  const [from, to] = [new Date(span.from).toISOString(), new Date(span.to).toISOString()];
  const found: WindowsOfMonth = { windows: [], cut: [] };
  const pages = pagesOf(async (after) => {
    const variables = { organizationId, from, to, after };
    return (await request(MAINTENANCE_MONTH, variables, signal)).maintenances;
  });
  for await (const { nodes } of pages) {
    for (const { id, title, windows } of nodes) {
      for (const window of windows.nodes) {
        found.windows.push({
          id,
          title,
          from: Date.parse(window.from),
          to: Date.parse(window.to),
        });
      }
      if (windows.pageInfo.hasNextPage) {
        found.cut.push(title);
      }
    }
  }
  return found;
}
