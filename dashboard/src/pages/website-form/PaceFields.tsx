import { Fold } from '../../ui/Fold';
import { DEFAULTS } from './draft';
import { NumberField } from './NumberField';
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
          {(['intervalSecs', 'timeoutMs', 'retries'] as const).map((name) => (
            <NumberField
              key={name}
              name={name}
              draft={draft}
              otherwise={DEFAULTS[name]}
              at={at}
              change={change}
            />
          ))}
        </div>
      </Fold>
      <Fold
        title="Slow answers"
        summary={SUMMARIES.slowness(draft)}
        isWrong={isWrong('degradedAboveMs', 'downAboveMs')}
      >
        <div className="row-of-fields">
          {(['degradedAboveMs', 'downAboveMs'] as const).map((name) => (
            <NumberField
              key={name}
              name={name}
              draft={draft}
              otherwise="Never"
              at={at}
              change={change}
            />
          ))}
        </div>
      </Fold>
    </>
  );
}
