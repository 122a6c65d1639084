import { MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { request } from '../../api/request';
import { DEFAULTS } from './draft';
import { Field } from './Field';
import { Fold } from './Fold';
import type { PartProps } from './part';
import { REGION_NAMES } from './queries';
import { SUMMARIES } from './summary';

const QUORUMS = [
  { value: 'any', label: 'One of them says so' },
  { value: 'majority', label: 'Most of them say so' },
  { value: 'all', label: 'All of them say so' },
  { value: 'number', label: 'A number of them says so' },
];

/** From where it is checked, when it counts as down, and when that is an incident. */
export function VoteFields(props: PartProps) {
  const { draft, at, isWrong, change } = props;
  return (
    <>
      <Fold
        title="Regions"
        summary={SUMMARIES.regions(draft)}
        isWrong={isWrong('regions', 'quorum')}
      >
        <RegionFields {...props} />
        <QuorumFields {...props} />
      </Fold>
      <Fold
        title="Incidents"
        summary={SUMMARIES.incidents(draft)}
        isWrong={isWrong('confirmationSecs', 'recoverySecs')}
      >
        <div className="row-of-fields">
          <Field
            label="Open after so many seconds down"
            hint="0 to 86,400"
            type="number"
            value={draft.confirmationSecs}
            otherwise={DEFAULTS.confirmationSecs}
            error={at('confirmationSecs')}
            onChange={(confirmationSecs) => change({ confirmationSecs })}
          />
          <Field
            label="Resolve after so many seconds well"
            hint="0 to 86,400"
            type="number"
            value={draft.recoverySecs}
            otherwise={DEFAULTS.recoverySecs}
            error={at('recoverySecs')}
            onChange={(recoverySecs) => change({ recoverySecs })}
          />
        </div>
      </Fold>
    </>
  );
}

function RegionFields({ draft: { regions }, at, change }: PartProps) {
  const { data } = useQuery({
    queryKey: ['regions', 'names'],
    queryFn: ({ signal }) => request(REGION_NAMES, {}, signal),
  });
  const known = data?.regions.map(({ name, silent }) => ({
    value: name,
    label: silent ? `${name} (silent)` : name,
  }));
  const names = new Set(known?.map(({ value }) => value));
  const others = (regions ?? []).filter((name) => !names.has(name));
  return (
    <>
      <NativeSelect
        label="Checked from"
        value={regions === null ? 'all' : 'chosen'}
        data={[
          { value: 'all', label: 'All regions, also future ones' },
          { value: 'chosen', label: 'Chosen ones' },
        ]}
        error={regions === null ? at('regions') : null}
        onChange={(event) => change({ regions: event.currentTarget.value === 'all' ? null : [] })}
      />
      {regions !== null && (
        <MultiSelect
          label="These regions"
          searchable
          data={[...(known ?? []), ...others]}
          value={regions}
          error={at('regions')}
          onChange={(regions) => change({ regions })}
        />
      )}
    </>
  );
}

function QuorumFields({ draft: { quorum }, at, change }: PartProps) {
  const isNumber = !QUORUMS.some(({ value }) => value === quorum);
  return (
    <div className="row-of-fields">
      <NativeSelect
        label="Down once"
        value={isNumber ? 'number' : quorum}
        data={QUORUMS}
        error={isNumber ? null : at('quorum')}
        onChange={({ currentTarget: { value } }) =>
          change({ quorum: value === 'number' ? '2' : value })
        }
      />
      {isNumber && (
        <Field
          label="How many"
          type="number"
          value={quorum}
          error={at('quorum')}
          onChange={(quorum) => change({ quorum })}
        />
      )}
    </div>
  );
}
