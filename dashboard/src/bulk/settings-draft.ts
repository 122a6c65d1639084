import { whole } from '../pages/website-form/input';
import { LABELS, wholeProblems, type Problems } from '../pages/website-form/problems';
import type { Settings } from './undo';

/** The numbers that are changed if anything is typed. */
const NUMBERS = [
  'intervalSecs',
  'timeoutMs',
  'retries',
  'confirmationSecs',
  'recoverySecs',
] as const;

/** The limits that may also be none. */
const LIMITS = ['degradedAboveMs', 'downAboveMs'] as const;

/** Changes as they are being written: what is empty or undefined stays as it is. */
export interface SettingsDraft extends Record<(typeof NUMBERS)[number], string> {
  /** Null for all regions, also future ones. */
  regions: string[] | null | undefined;
  quorum: string | undefined;
  /** Null for never. */
  degradedAboveMs: string | null | undefined;
  downAboveMs: string | null | undefined;
}

/** With this nothing is changed. */
export const AS_IT_IS: SettingsDraft = {
  intervalSecs: '',
  timeoutMs: '',
  retries: '',
  regions: undefined,
  quorum: undefined,
  confirmationSecs: '',
  recoverySecs: '',
  degradedAboveMs: undefined,
  downAboveMs: undefined,
};

/** The settings that are changed. */
export function settingsOf(draft: SettingsDraft): Settings {
  const settings: Settings = {};
  for (const name of NUMBERS) {
    const number = whole(draft[name]);
    if (number !== null) {
      settings[name] = number;
    }
  }
  for (const name of LIMITS) {
    const typed = draft[name];
    if (typed !== undefined) {
      settings[name] = typed === null ? null : whole(typed);
    }
  }
  if (draft.regions !== undefined) {
    settings.regions = draft.regions;
  }
  if (draft.quorum !== undefined) {
    settings.quorum = draft.quorum;
  }
  return settings;
}

/** What the API could not tell: numbers that are none. */
export function problemsOf(draft: SettingsDraft): Problems {
  const empty = LIMITS.filter((name) => draft[name]?.trim() === '');
  return {
    ...wholeProblems([...NUMBERS, ...LIMITS].map((name) => [name, draft[name] ?? ''])),
    ...Object.fromEntries(empty.map((name) => [name, `${LABELS[name] ?? name} is missing.`])),
  };
}
