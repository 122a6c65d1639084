import type { CheckDraft, Draft } from './draft';
import type { Answer } from './pick';

/** What each part of the form is given. */
export interface PartProps {
  draft: Draft;
  /** The check before the change, if its secrets are kept. */
  kept: CheckDraft | null;
  /** Answers that were seen, from which conditions can be picked. */
  answers: readonly Answer[];
  /** What is wrong with a field, by the name that the API has for it. */
  at: (field: string) => string | null;
  /** Whether anything is wrong with fields whose names begin so. */
  isWrong: (...beginnings: string[]) => boolean;
  change: (part: Partial<Draft>) => void;
  changeCheck: (part: Partial<CheckDraft>) => void;
}
