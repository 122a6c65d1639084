import { Checkbox, TextInput } from '@mantine/core';

import { Choices } from '../../ui/Choices';
import { WEEKDAYS } from '../../ui/weekdays';
import { NIGHT, type Quiet } from './draft';
import { ALERT_KINDS } from './view';

interface Props {
  quiet: Quiet | null;
  errorAt: (name: string) => string | null;
  onChange: (quiet: Quiet | null) => void;
}

/** Hours in which a channel is not disturbed. */
export function QuietFields({ quiet, errorAt, onChange }: Props) {
  return (
    <fieldset>
      <legend>Quiet hours</legend>
      <Checkbox
        label="Do not disturb in some hours; what is still open at their end is told then"
        checked={quiet !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? NIGHT : null)}
      />
      {quiet && (
        <>
          <div className="row-of-fields">
            <TextInput
              label="From"
              type="time"
              value={quiet.from}
              error={errorAt('quiet.from')}
              onChange={(event) => onChange({ ...quiet, from: event.currentTarget.value })}
            />
            <TextInput
              label="To"
              description={quiet.to <= quiet.from ? 'On the next day' : undefined}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              type="time"
              value={quiet.to}
              error={errorAt('quiet.to')}
              onChange={(event) => onChange({ ...quiet, to: event.currentTarget.value })}
            />
          </div>
          <Choices
            legend="On these days; none for every day"
            choices={WEEKDAYS}
            chosen={quiet.days}
            error={errorAt('quiet.days')}
            onChange={(days) => onChange({ ...quiet, days })}
          />
          <Choices
            legend="Told all the same"
            choices={ALERT_KINDS}
            chosen={quiet.except}
            onChange={(except) => onChange({ ...quiet, except })}
          />
        </>
      )}
    </fieldset>
  );
}
