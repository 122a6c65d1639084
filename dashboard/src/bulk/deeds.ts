import type { WebsiteSelectionInput } from '../api/generated/graphql';
import { request } from '../api/request';
import type { WebsiteStore } from '../live/website-store';
import { DELETE_WEBSITES, PAUSE_WEBSITES, RESUME_WEBSITES } from './queries';
import type { Change } from './start';
import { stepsOf } from './steps';

/** What is done to whole websites. */
export type Deed = 'pause' | 'resume' | 'delete';

const WORDS: Record<Deed, Pick<Change, 'doing' | 'done'>> = {
  pause: { doing: 'Pausing', done: 'paused' },
  resume: { doing: 'Resuming', done: 'resumed' },
  delete: { doing: 'Deleting', done: 'deleted' },
};

/** What pauses, resumes or deletes websites of an organization. */
export function changeOf(
  deed: Deed,
  organizationId: string,
  ids: readonly string[],
  websites: WebsiteStore,
): Change {
  const steps = (deed: Deed, ids: readonly string[]) =>
    stepsOf(ids, (ids) => send(deed, { organizationId, ids }));
  const paused = new Set(ids.filter((id) => websites.row(id)?.status === 'PAUSED'));
  const common = { ...WORDS[deed], steps: steps(deed, ids) };
  switch (deed) {
    case 'pause':
      return {
        ...common,
        undo: (ids) =>
          steps(
            'resume',
            ids.filter((id) => !paused.has(id)),
          ),
      };
    case 'resume':
      return {
        ...common,
        undo: (ids) =>
          steps(
            'pause',
            ids.filter((id) => paused.has(id)),
          ),
      };
    case 'delete':
      return { ...common, onDone: (ids) => ids.forEach((id) => websites.remove(id)) };
  }
}

async function send(deed: Deed, input: WebsiteSelectionInput) {
  switch (deed) {
    case 'pause':
      return (await request(PAUSE_WEBSITES, { input })).pauseWebsites;
    case 'resume':
      return (await request(RESUME_WEBSITES, { input })).resumeWebsites;
    case 'delete':
      return (await request(DELETE_WEBSITES, { input })).deleteWebsites;
  }
}
