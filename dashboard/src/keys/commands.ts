import { PLACES } from '../app/places';
import { CREATABLE } from '../app/pages';
import type { WebsiteRow } from '../live/website-store';
import { bySeverity } from '../status/status';
import { compareNames } from '../ui/names';
import { press, type Pressable } from './pressable';

/** Something that the palette offers. */
export interface Command {
  id: string;
  name: string;
  group: string;
  /** The keys that do the same. */
  keys?: string;
  /** What it is found by, beside its name. */
  also?: string;
  website?: WebsiteRow;
  run: () => void;
}

/** How many websites are offered at once. */
const MOST_WEBSITES = 8;

/** What is on the page and can be pressed. */
export function pageCommands(all: readonly Pressable[]): Command[] {
  return all
    .filter(({ key }) => /^[a-z]$/.test(key))
    .map(({ key, name, element }, index) => ({
      id: `press-${index}`,
      name,
      group: 'On this page',
      keys: key,
      run: () => press(element),
    }));
}

/** Where one can go, and what can be made. */
export function placeCommands(go: (path: string) => void, mayCreate: boolean): Command[] {
  const places = PLACES.map(({ path, name, letter }) => ({
    id: path,
    name,
    group: 'Go to',
    keys: `g ${letter}`,
    run: () => go(path),
  }));
  const made = CREATABLE.map(({ path, creates }) => ({
    id: path,
    name: `New ${creates}`,
    group: 'Create',
    also: 'add create',
    run: () => go(path),
  }));
  return [...places, ...(mayCreate ? made : [])];
}

/** The websites, those that need somebody first. */
export function websiteCommands(
  rows: readonly WebsiteRow[],
  go: (path: string) => void,
): Command[] {
  return [...rows]
    .sort((a, b) => bySeverity(a.status, b.status) || compareNames(a.name, b.name))
    .map((website) => ({
      id: website.id,
      name: website.name,
      group: 'Websites',
      also: `${website.url} ${website.tags.map(({ text }) => text).join(' ')}`,
      website,
      run: () => go(`/websites/${website.id}`),
    }));
}

/** The commands that have all words of a text, of websites only the first few. */
export function found(commands: readonly Command[], text: string): Command[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  let websites = 0;
  return commands.filter(({ name, also, website }) => {
    const all = `${name} ${also ?? ''}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) {
      return false;
    }
    websites += website ? 1 : 0;
    return !website || websites <= MOST_WEBSITES;
  });
}

/** Commands by group, in the order in which groups come first. */
export function grouped(commands: readonly Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  }
  return [...groups];
}
