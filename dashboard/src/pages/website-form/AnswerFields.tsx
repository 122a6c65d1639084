import { Fold } from '../../ui/Fold';
import { AssertionFields } from './AssertionFields';
import { DEFAULTS } from './draft';
import { Field } from './Field';
import type { PartProps } from './part';
import { SUMMARIES } from './summary';

/** What must hold of the answer to an HTTP request. */
export function AnswerFields(props: PartProps) {
  const { draft, at, isWrong, changeCheck } = props;
  const { statuses, bodyLimitBytes } = draft.check;
  return (
    <Fold
      title="Answer"
      summary={SUMMARIES.answer(draft)}
      isWrong={isWrong('check.http.statuses', 'check.http.assertions', 'check.http.bodyLimit')}
    >
      <div className="row-of-fields">
        <Field
          label="Statuses that are up"
          hint="Such as 200-299,401"
          value={statuses}
          error={at('check.http.statuses')}
          onChange={(statuses) => changeCheck({ statuses })}
        />
        <Field
          label="Bytes that are read of the body"
          hint="1,024 to 10,485,760"
          type="number"
          value={bodyLimitBytes}
          otherwise={DEFAULTS.bodyLimitBytes}
          error={at('check.http.bodyLimitBytes')}
          onChange={(bodyLimitBytes) => changeCheck({ bodyLimitBytes })}
        />
      </div>
      <AssertionFields {...props} />
    </Fold>
  );
}
