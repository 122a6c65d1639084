import { Field } from './Field';

/** The numbers of every kind of check: how they are called, and what they may be. */
const NUMBERS = {
  intervalSecs: { label: 'Seconds between checks', hint: '10 to 86,400' },
  timeoutMs: { label: 'Time limit in ms', hint: 'Of an attempt, 500 to 60,000' },
  retries: { label: 'Further attempts', hint: 'After a failed one, 0 to 3' },
  degradedAboveMs: { label: 'Degraded above so many ms' },
  downAboveMs: { label: 'Down above so many ms' },
  confirmationSecs: { label: 'Open after so many seconds down', hint: '0 to 86,400' },
  recoverySecs: { label: 'Resolve after so many seconds well', hint: '0 to 86,400' },
} satisfies Record<string, { label: string; hint?: string }>;

type Name = keyof typeof NUMBERS;

interface Props<TName extends Name> {
  name: TName;
  draft: Readonly<Record<TName, string>>;
  /** What it is if it is left empty. */
  otherwise?: string | number;
  at: (field: string) => string | null;
  change: (part: Record<TName, string>) => void;
}

/** Asks for one of the numbers of every kind of check. */
export function NumberField<TName extends Name>(props: Props<TName>) {
  const { name, draft, otherwise, at, change } = props;
  const { label, hint }: { label: string; hint?: string } = NUMBERS[name];
  return (
    <Field
      label={label}
      hint={hint}
      type="number"
      value={draft[name]}
      otherwise={otherwise}
      error={at(name)}
      onChange={(value) => change({ [name]: value } as Record<TName, string>)}
    />
  );
}
