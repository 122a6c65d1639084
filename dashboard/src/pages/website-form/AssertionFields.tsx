import { Button, CloseButton, NativeSelect } from '@mantine/core';

import type { AssertionSubject, Comparison } from '../../api/generated/graphql';
import { COMPARISONS, NEW_ASSERTION, SUBJECTS } from './assertions';
import type { AssertionDraft } from './draft';
import { Field } from './Field';
import { takesValue } from './input';
import type { PartProps } from './part';
import { Picks } from './Picks';

/** Conditions on the answer, all of which must hold. */
export function AssertionFields(props: PartProps) {
  const { draft, at, changeCheck } = props;
  const { assertions } = draft.check;
  const problem = at('check.http.assertions');
  return (
    <fieldset>
      <legend>Conditions, all of which must hold</legend>
      {problem && (
        <span role="alert" className="danger-text">
          {problem}
        </span>
      )}
      {assertions.map((assertion, index) => (
        <AssertionRow
          key={index}
          number={index + 1}
          assertion={assertion}
          at={(part) => at(`check.http.assertions[${index}].${part}`)}
          onChange={(part) =>
            changeCheck({
              assertions: assertions.map((one, at) => (at === index ? { ...one, ...part } : one)),
            })
          }
          onRemove={() => changeCheck({ assertions: assertions.filter((_, at) => at !== index) })}
        />
      ))}
      <div>
        <Button
          variant="default"
          onClick={() => changeCheck({ assertions: [...assertions, NEW_ASSERTION] })}
        >
          Add a condition
        </Button>
      </div>
      <Picks {...props} />
    </fieldset>
  );
}

interface RowProps {
  number: number;
  assertion: AssertionDraft;
  at: (part: string) => string | null;
  onChange: (part: Partial<AssertionDraft>) => void;
  onRemove: () => void;
}

function AssertionRow({ number, assertion, at, onChange, onRemove }: RowProps) {
  const { subject, property, comparison, value } = assertion;
  return (
    <div className="with-close" role="group" aria-label={`Condition ${number}`}>
      <div className="row-of-fields">
        <NativeSelect
          label="What"
          value={subject}
          data={Object.entries(SUBJECTS).map(([value, label]) => ({ value, label }))}
          onChange={(event) => onChange({ subject: event.currentTarget.value as AssertionSubject })}
        />
        {subject !== 'BODY' && (
          <Field
            label={subject === 'HEADER' ? 'Name' : 'Path'}
            value={property}
            otherwise={subject === 'HEADER' ? 'content-type' : '$.status'}
            error={at('property')}
            onChange={(property) => onChange({ property })}
          />
        )}
        <NativeSelect
          label="Comparison"
          value={comparison}
          data={Object.entries(COMPARISONS).map(([value, label]) => ({ value, label }))}
          error={at('comparison')}
          onChange={(event) => onChange({ comparison: event.currentTarget.value as Comparison })}
        />
        {takesValue(comparison) && (
          <Field
            label="Value"
            value={value}
            error={at('value')}
            onChange={(value) => onChange({ value })}
          />
        )}
      </div>
      <CloseButton aria-label={`Remove condition ${number}`} onClick={onRemove} />
    </div>
  );
}
