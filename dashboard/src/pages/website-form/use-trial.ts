import { useMutation } from '@tanstack/react-query';

import type { TrialFragment } from '../../api/generated/graphql';
import { request } from '../../api/request';
import { useSession } from '../../app/session';
import type { Draft } from './draft';
import { createInput } from './input';
import { TRY_CHECK } from './queries';

/** A check of what is not saved. */
export interface TrialState {
  /** What each region found at the last try. */
  found: readonly TrialFragment[] | null;
  /** Whether that was with other settings than those that are typed now. */
  isOld: boolean;
  isPending: boolean;
  run: (draft: Draft) => void;
}

/** Checks what is typed from each region, and stores nothing. */
export function useTrial(draft: Draft, onError: (error: unknown) => void): TrialState {
  const { organization } = useSession();
  const { mutate, data, isPending } = useMutation({
    mutationFn: async (draft: Draft) => {
      const input = createInput(draft, organization.id);
      const { tryCheck } = await request(TRY_CHECK, { input });
      return { found: tryCheck, checked: checkedOf(draft) };
    },
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
