import { request } from '../../api/request';
import type { WebsiteRow, WebsiteStore } from '../../live/website-store';
import { CHECK_NOW, PAUSE_WEBSITE, RESUME_WEBSITE } from './queries';

/** Has all regions check a website now. */
export async function checkNow(id: string): Promise<void> {
  await request(CHECK_NOW, { id });
}

/** Pauses a website, or resumes it if it is paused; the list shows it at once. */
export async function pauseOrResume(
  { id, status }: Pick<WebsiteRow, 'id' | 'status'>,
  websites: WebsiteStore,
): Promise<void> {
  const { told } = websites;
  const changed =
    status === 'PAUSED'
      ? (await request(RESUME_WEBSITE, { id })).resumeWebsite
      : (await request(PAUSE_WEBSITE, { id })).pauseWebsite;
  websites.answer(id, changed.status, told);
}
