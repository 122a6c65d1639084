import { request } from '../api/request';
import { LABELS } from '../pages/website-form/problems';
import { placeError } from '../ui/place-error';
import { readBefore } from './before';
import { TAG_WEBSITES, UPDATE_WEBSITES } from './queries';
import type { Change } from './start';
import { stepsOf, type Step } from './steps';
import { settingsBack, tagsBack, type Settings, type TagChange } from './undo';

/** How the fields of the dialogs are called that the API names in errors. */
export const FIELDS: Record<string, string> = {
  ...LABELS,
  add: 'The list of tags',
  remove: 'The list of tags',
};

/** The organization, and what reads its websites anew. */
interface Place {
  organizationId: string;
  refresh: () => Promise<unknown>;
}

/** What gives websites tags, and takes others from them. */
export async function taggingOf(
  { organizationId, refresh }: Place,
  ids: readonly string[],
  tags: TagChange,
  tagsNow: (id: string) => readonly string[] | undefined,
): Promise<Change> {
  const before = await readBefore(organizationId, ids);
  const steps = (ids: readonly string[], { add, remove }: TagChange): Step[] =>
    stepsOf(ids, async (ids) => {
      const input = { websites: { organizationId, ids }, add, remove };
      return (await request(TAG_WEBSITES, { input })).tagWebsites;
    });
  return {
    doing: 'Tagging',
    done: 'tagged',
    why,
    refresh,
    steps: steps(ids, tags),
    undo: (ids) =>
      tagsBack(ids, (id) => before.get(id)?.tags.map(({ text }) => text), tagsNow).flatMap(
        ({ ids, value }) => steps(ids, value),
      ),
  };
}

/** What changes settings of websites. */
export async function settingOf(
  { organizationId, refresh }: Place,
  ids: readonly string[],
  settings: Settings,
): Promise<Change> {
  const before = await readBefore(organizationId, ids);
  const steps = (ids: readonly string[], settings: Settings): Step[] =>
    stepsOf(ids, async (ids) => {
      const input = { websites: { organizationId, ids }, ...settings };
      return (await request(UPDATE_WEBSITES, { input })).updateWebsites;
    });
  return {
    doing: 'Changing',
    done: 'changed',
    why,
    refresh,
    steps: steps(ids, settings),
    undo: (ids) =>
      settingsBack(ids, (id) => before.get(id), settings).flatMap(({ ids, value }) =>
        steps(ids, value),
      ),
  };
}

function why(error: unknown): string {
  const { field, at, rest } = placeError(error, FIELDS);
  return (field === null ? rest : at(field)) ?? '';
}
