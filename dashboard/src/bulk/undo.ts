import type { SettingsBeforeFragment, UpdateWebsitesInput } from '../api/generated/graphql';

/** Websites that get the same. */
export interface Group<T> {
  value: T;
  ids: string[];
}

/** Tags to add and to remove. */
export interface TagChange {
  add: string[];
  remove: string[];
}

/** What is changed of many, without who is. */
export type Settings = Omit<UpdateWebsitesInput, 'websites' | 'tags' | 'tls' | 'ipVersion'>;

/** What gives websites back the tags that they had, those with the same difference together. */
export function tagsBack(
  ids: readonly string[],
  before: (id: string) => readonly string[] | undefined,
  after: (id: string) => readonly string[] | undefined,
): Group<TagChange>[] {
  return grouped(ids, (id) => {
    const [had, has] = [before(id), after(id)];
    if (!had || !has) {
      return null;
    }
    const add = had.filter((tag) => !has.includes(tag));
    const remove = has.filter((tag) => !had.includes(tag));
    return add.length === 0 && remove.length === 0 ? null : { add, remove };
  });
}

/** What gives websites back the settings that were changed, those with equal ones together. */
export function settingsBack(
  ids: readonly string[],
  before: (id: string) => SettingsBeforeFragment | undefined,
  changed: Settings,
): Group<Settings>[] {
  return grouped(ids, (id) => {
    const all = before(id);
    if (!all) {
      return null;
    }
    const names = Object.keys(changed) as (keyof Settings)[];
    // A field that is not there is one that is null.
    const had = Object.fromEntries(names.map((name) => [name, all[name] ?? null])) as Settings;
    const isSame = names.every(
      (name) => JSON.stringify(had[name]) === JSON.stringify(changed[name]),
    );
    return isSame ? null : had;
  });
}

function grouped<T>(ids: readonly string[], valueOf: (id: string) => T | null): Group<T>[] {
  const groups = new Map<string, Group<T>>();
  for (const id of ids) {
    const value = valueOf(id);
    if (value !== null) {
      const key = JSON.stringify(value);
      const group = groups.get(key) ?? { value, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}
