import { useState } from 'react';

import { request } from '../../api/request';
import { useLive } from '../../app/live';
import { useSession } from '../../app/session';
import { placeError } from '../../ui/place-error';
import { CREATE_WEBSITE } from '../websites/queries';
import { addressOf, linesIn, problemsOf, websitesOf } from './many';
import { LABELS } from './problems';

/** How many are added at once. */
const AT_ONCE = 3;

/** What became of a line. */
export interface Result {
  line: string;
  /** The website, once it is added. */
  id: string | null;
  /** Why it was not. */
  problem: string | null;
}

/** Adds the websites of a list, with the result of each as it comes. */
export function useMany(onDone: (failed: string[]) => void) {
  const { organization } = useSession();
  const { websites } = useLive();
  const [results, setResults] = useState<readonly Result[]>([]);
  const [isAdding, setAdding] = useState(false);

  const add = async (text: string, tags: string[]) => {
    const lines = linesIn(text);
    const wanted = websitesOf(text);
    const watched = new Set(websites.list.map(({ url }) => addressOf(url) ?? url));
    const problems = problemsOf(wanted, watched);
    const found: Result[] = lines.map((line, at) => ({
      line,
      id: null,
      problem: problems[at] ?? null,
    }));
    setResults([...found]);
    setAdding(true);
    let next = 0;
    const work = async () => {
      for (let at = next++; at < wanted.length; at = next++) {
        if (found[at]?.problem === null) {
          found[at] = { line: lines[at] ?? '', ...(await addOne(at)) };
          setResults([...found]);
        }
      }
    };
    const addOne = async (at: number) => {
      try {
        const input = { ...wanted[at], url: wanted[at]?.url ?? '', tags };
        const { createWebsite } = await request(CREATE_WEBSITE, {
          input: { ...input, organizationId: organization.id },
        });
        websites.add([createWebsite], websites.isComplete);
        return { id: createWebsite.id, problem: null };
      } catch (error) {
        const { field, at, rest } = placeError(error, LABELS);
        return { id: null, problem: field === null ? rest : at(field) };
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    setAdding(false);
    onDone(found.filter(({ id }) => id === null).map(({ line }) => line));
  };
  return { results, isAdding, add };
}
