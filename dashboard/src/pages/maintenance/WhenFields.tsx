import { NativeSelect, TextInput } from '@mantine/core';

import { Choices } from '../../ui/Choices';
import { WEEKDAYS } from '../../ui/weekdays';
import { FREQUENCIES, type Draft, type Frequency } from './draft';

interface Props {
  draft: Draft;
  errorAt: (name: string) => string | null;
  onChange: (part: Partial<Draft>) => void;
}

/** Once, or by a rule: from when to when. */
export function WhenFields({ draft, errorAt, onChange }: Props) {
  const { frequency } = draft;
  return (
    <fieldset>
      <legend>When</legend>
      <NativeSelect
        label="How often"
        value={frequency}
        data={Object.entries(FREQUENCIES).map(([value, label]) => ({ value, label }))}
        error={errorAt('rule')}
        onChange={(event) => onChange({ frequency: event.currentTarget.value as Frequency })}
      />
      {frequency === 'weekly' && (
        <Choices
          legend="On these days"
          choices={WEEKDAYS}
          chosen={draft.weekdays}
          error={errorAt('rule.weekly.days')}
          onChange={(weekdays) => onChange({ weekdays })}
        />
      )}
      {frequency === 'monthly' && (
        <TextInput
          label="Days of the month"
          description="Such as 1, 15; 31 is the last day of shorter months, too"
          value={draft.monthDays}
          error={errorAt('rule.monthly.days')}
          onChange={(event) => onChange({ monthDays: event.currentTarget.value })}
        />
      )}
      {frequency === 'cron' ? (
        <div className="row-of-fields">
          <TextInput
            label="Cron expression"
            description="Minute, hour, day, month, weekday"
            value={draft.expression}
            error={errorAt('rule.cron.expression')}
            onChange={(event) => onChange({ expression: event.currentTarget.value })}
          />
          <TextInput
            label="Minutes"
            description="How long each window lasts"
            inputMode="numeric"
            value={draft.minutes}
            error={errorAt('rule.cron.durationSecs')}
            onChange={(event) => onChange({ minutes: event.currentTarget.value })}
          />
        </div>
      ) : (
        <FromTo draft={draft} errorAt={errorAt} onChange={onChange} />
      )}
    </fieldset>
  );
}

function FromTo({ draft, errorAt, onChange }: Props) {
  const { frequency, from, to, dayFrom, dayTo } = draft;
  const isOnce = frequency === 'once';
  const at = (name: string) => errorAt(isOnce ? name : `rule.${frequency}.${name}`);
  const isOverMidnight = !isOnce && dayTo <= dayFrom;
  return (
    <div className="row-of-fields">
      <TextInput
        label="From"
        type={isOnce ? 'datetime-local' : 'time'}
        value={isOnce ? from : dayFrom}
        error={at('from')}
        onChange={({ currentTarget: { value } }) =>
          onChange(isOnce ? { from: value } : { dayFrom: value })
        }
      />
      <TextInput
        label="To"
        description={isOverMidnight ? 'On the next day' : undefined}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        type={isOnce ? 'datetime-local' : 'time'}
        value={isOnce ? to : dayTo}
        error={at('to')}
        onChange={({ currentTarget: { value } }) =>
          onChange(isOnce ? { to: value } : { dayTo: value })
        }
      />
    </div>
  );
}
