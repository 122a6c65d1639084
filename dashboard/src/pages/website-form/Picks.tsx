import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';

import type { CheckDraft } from './draft';
import type { PartProps } from './part';
import { picksOf, type Pick } from './pick';

/** Conditions to choose from: those that an answer fulfils that was seen. */
export function Picks({ draft, answers, changeCheck }: PartProps) {
  const [source, setSource] = useState<string | null>(null);
  const answer = answers.find((answer) => answer.source === source) ?? answers[0];
  if (!answer) {
    return <p className="muted">Try it, and conditions can be picked from the answer.</p>;
  }
  const picks = picksOf(answer);
  return (
    <details className="picks">
      <summary>Pick from an answer</summary>
      {answers.length > 1 && (
        <NativeSelect
          label="Answer"
          value={answer.source}
          data={answers.map(({ source }) => source)}
          onChange={(event) => setSource(event.currentTarget.value)}
        />
      )}
      <ul aria-label={`Conditions that ${answer.source} fulfils`}>
        {picks.map((pick) => (
          <li key={pick.label}>
            <Button
              variant="default"
              size="xs"
              disabled={isChosen(pick, draft.check)}
              onClick={() => changeCheck(chosen(pick, draft.check))}
            >
              <bdi>{pick.label}</bdi>
            </Button>
          </li>
        ))}
      </ul>
      {answer.head === null && (
        <p className="muted">
          Of a scheduled check that was up, the answer itself is not kept: try it.
        </p>
      )}
    </details>
  );
}

function isChosen({ condition }: Pick, check: CheckDraft): boolean {
  if ('statuses' in condition) {
    return check.statuses === condition.statuses;
  }
  const { subject, property, comparison, value } = condition;
  return check.assertions.some(
    (known) =>
      known.subject === subject &&
      known.property === property &&
      known.comparison === comparison &&
      known.value === value,
  );
}

function chosen({ condition }: Pick, { assertions }: CheckDraft): Partial<CheckDraft> {
  return 'statuses' in condition ? condition : { assertions: [...assertions, condition] };
}
