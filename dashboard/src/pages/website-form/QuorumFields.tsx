import { NativeSelect } from '@mantine/core';

import { Field } from './Field';

const QUORUMS = [
  { value: 'any', label: 'One of them says so' },
  { value: 'majority', label: 'Most of them say so' },
  { value: 'all', label: 'All of them say so' },
  { value: 'number', label: 'A number of them says so' },
];

interface Props {
  /** A word or a number; undefined for what there is. */
  quorum: string | undefined;
  /** How it is called that nothing is changed, if that can be chosen. */
  asItIs?: string;
  error: string | null;
  onChange: (quorum: string | undefined) => void;
}

/** Chooses how many regions must say that it is down. */
export function QuorumFields({ quorum, asItIs, error, onChange }: Props) {
  const isNumber = quorum !== undefined && !QUORUMS.some(({ value }) => value === quorum);
  return (
    <div className="row-of-fields">
      <NativeSelect
        label="Down once"
        value={isNumber ? 'number' : (quorum ?? '')}
        data={[...(asItIs === undefined ? [] : [{ value: '', label: asItIs }]), ...QUORUMS]}
        error={isNumber ? null : error}
        onChange={({ currentTarget: { value } }) =>
          onChange(value === 'number' ? '2' : value || undefined)
        }
      />
      {isNumber && (
        <Field label="How many" type="number" value={quorum} error={error} onChange={onChange} />
      )}
    </div>
  );
}
