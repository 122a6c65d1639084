import type { CreateMaintenanceInput, MaintenanceRuleInput } from '../../api/generated/graphql';
import { ALL_WEBSITES, audienceInput, type Audience } from '../../ui/audience';

/** How often maintenance takes place. */
export const FREQUENCIES = {
  once: 'Once',
  daily: 'Each day',
  weekly: 'On days of the week',
  monthly: 'On days of the month',
  cron: 'By a cron expression',
} as const;

export type Frequency = keyof typeof FREQUENCIES;

/** Maintenance as it is being written. */
export interface Draft {
  title: string;
  /** What the public reads, if anything but that it takes place. */
  publicTitle: string;
  publicText: string;
  frequency: Frequency;
  /** Local times, such as `2026-11-30T22:00`. */
  from: string;
  to: string;
  /** Times of day, of each window of a rule. */
  dayFrom: string;
  dayTo: string;
  weekdays: number[];
  monthDays: string;
  expression: string;
  minutes: string;
  timeZone: string;
  audience: Audience;
}

/** The draft of new maintenance: an hour from the next full one on, by the reader's clock. */
export function newDraft(timeZone: string, now: Date): Draft {
  const from = new Date(now);
  from.setHours(from.getHours() + 1, 0, 0, 0);
  const to = new Date(from);
  to.setHours(to.getHours() + 1);
  return {
    title: '',
    publicTitle: '',
    publicText: '',
    frequency: 'once',
    from: localTime(from),
    to: localTime(to),
    dayFrom: '02:00',
    dayTo: '03:00',
    weekdays: [],
    monthDays: '1',
    expression: '0 2 * * 1',
    minutes: '60',
    timeZone,
    audience: ALL_WEBSITES,
  };
}

/** A local time, as fields of forms and the API have it. */
export function localTime(at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What announces the maintenance. */
export function createInput(draft: Draft, organizationId: string): CreateMaintenanceInput {
  const { title, publicTitle, publicText, frequency, from, to, timeZone, audience } = draft;
  const when = frequency === 'once' ? { from, to } : { rule: ruleInput(draft) };
  return {
    organizationId,
    title,
    publicTitle: publicTitle.trim() || null,
    publicText: publicText.trim() || null,
    timeZone,
    ...audienceInput(audience),
    ...when,
  };
}

function ruleInput(draft: Draft): MaintenanceRuleInput {
  const { frequency, dayFrom: from, dayTo: to, weekdays, monthDays } = draft;
  switch (frequency) {
    case 'once':
    case 'daily':
      return { daily: { from, to } };
    case 'weekly':
      return { weekly: { days: weekdays, from, to } };
    case 'monthly':
      return {
        monthly: {
          days: monthDays
            .split(/[\s,]+/)
            .filter(Boolean)
            .map(Number),
          from,
          to,
        },
      };
    case 'cron':
      return {
        cron: {
          expression: draft.expression,
          durationSecs: Math.round(Number(draft.minutes) * 60),
        },
      };
  }
}
