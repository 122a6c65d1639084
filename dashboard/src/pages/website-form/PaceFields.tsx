import { DEFAULTS } from './draft';
import { Field } from './Field';
import { Fold } from './Fold';
import type { PartProps } from './part';
import { SUMMARIES } from './summary';

/** How often it is checked, how long an answer may take, and when that is too long. */
export function PaceFields({ draft, at, isWrong, change }: PartProps) {
  return (
    <>
      <Fold
        title="Pace"
        summary={SUMMARIES.pace(draft)}
        isWrong={isWrong('intervalSecs', 'timeoutMs', 'retries')}
      >
        <div className="row-of-fields">
          <Field
            label="Seconds between checks"
            hint="10 to 86,400"
            type="number"
            value={draft.intervalSecs}
            otherwise={DEFAULTS.intervalSecs}
            error={at('intervalSecs')}
            onChange={(intervalSecs) => change({ intervalSecs })}
          />
          <Field
            label="Time limit in ms"
            hint="Of an attempt, 500 to 60,000"
            type="number"
            value={draft.timeoutMs}
            otherwise={DEFAULTS.timeoutMs}
            error={at('timeoutMs')}
            onChange={(timeoutMs) => change({ timeoutMs })}
          />
          <Field
            label="Further attempts"
            hint="After a failed one, 0 to 3"
            type="number"
            value={draft.retries}
            otherwise={DEFAULTS.retries}
            error={at('retries')}
            onChange={(retries) => change({ retries })}
          />
        </div>
      </Fold>
      <Fold
        title="Slow answers"
        summary={SUMMARIES.slowness(draft)}
        isWrong={isWrong('degradedAboveMs', 'downAboveMs')}
      >
        <div className="row-of-fields">
          <Field
            label="Degraded above so many ms"
            type="number"
            value={draft.degradedAboveMs}
            otherwise="Never"
            error={at('degradedAboveMs')}
            onChange={(degradedAboveMs) => change({ degradedAboveMs })}
          />
          <Field
            label="Down above so many ms"
            type="number"
            value={draft.downAboveMs}
            otherwise="Never"
            error={at('downAboveMs')}
            onChange={(downAboveMs) => change({ downAboveMs })}
          />
        </div>
      </Fold>
    </>
  );
}
