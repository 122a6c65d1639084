import type { Draft } from './draft';

/** What each part of the form is given. */
export interface PartProps {
  draft: Draft;
  /** What is wrong with a field, by the name that the API has for it. */
  at: (field: string) => string | null;
  /** What is wrong first of all fields whose names begin so. */
  firstAt: (...beginnings: string[]) => string | null;
  change: (part: Partial<Draft>) => void;
}
