import type { LastAnswersQuery, TrialFragment } from '../../api/generated/graphql';
import { shortTime } from '../../ui/time';
import type { Answer } from './pick';

type Check = LastAnswersQuery['website']['ticks']['nodes'][number];

/** The answers to a try. */
export function answersOfTrial(found: readonly TrialFragment[]): Answer[] {
  return found.flatMap(({ region, result }) =>
    typeof result?.httpStatus === 'number'
      ? [answer(`the try from ${region}`, result.httpStatus, result.evidence)]
      : [],
  );
}

/** The newest answer of a website's checks, of those that are kept, or else its status alone. */
export function lastAnswer(checks: readonly Check[], now: number): Answer[] {
  const answered = checks.filter(({ httpStatus }) => typeof httpStatus === 'number');
  const last = answered.find(({ evidence }) => evidence?.head) ?? answered[0];
  if (!last) {
    return [];
  }
  const at = shortTime(Date.parse(last.checkedAt), now);
  return [answer(`the check from ${last.region}, ${at}`, last.httpStatus ?? null, last.evidence)];
}

function answer(
  source: string,
  httpStatus: number | null,
  evidence: { head?: string | null; body?: string | null } | null | undefined,
): Answer {
  return { source, httpStatus, head: evidence?.head ?? null, body: evidence?.body ?? null };
}
