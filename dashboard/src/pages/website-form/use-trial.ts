import { useMutation } from '@tanstack/react-query';

import type { TrialFragment } from '../../api/generated/graphql';
import type { Draft } from './draft';
import { createInput } from './input';

/** A check of what is not saved. */
export interface TrialState {
  /** What each region found at the last try. */
  found: readonly TrialFragment[] | null;
  /** Whether that was with other settings than those that are typed now. */
  isOld: boolean;
  isPending: boolean;
  run: (draft: Draft) => void;
}

/** Checks what is typed, by `check`. */
export function useTrial(
  draft: Draft,
  check: (draft: Draft) => Promise<readonly TrialFragment[]>,
  onError: (error: unknown) => void,
): TrialState {
  const { mutate, data, isPending } = useMutation({
    mutationFn: async (draft: Draft) => ({
      found: await check(draft),
      checked: checkedOf(draft),
    }),
    onError,
  });
  return {
    found: data?.found ?? null,
    isOld: data !== undefined && data.checked !== checkedOf(draft),
    isPending,
    run: mutate,
  };
}

/** What decides how a try ends. */
function checkedOf(draft: Draft): string {
  return JSON.stringify(createInput({ ...draft, name: '', tags: [] }, ''));
}
