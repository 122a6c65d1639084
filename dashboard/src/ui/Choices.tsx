import { Checkbox } from '@mantine/core';

interface Props<T> {
  legend: string;
  choices: readonly { value: T; label: string }[];
  chosen: readonly T[];
  error?: string | null;
  onChange: (chosen: T[]) => void;
}

/** Chooses any of a few. */
export function Choices<T extends string | number>(props: Props<T>) {
  const { legend, choices, chosen, error, onChange } = props;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="choices">
        {choices.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={label}
            checked={chosen.includes(value)}
            onChange={({ currentTarget: { checked } }) => {
              const others = chosen.filter((one) => one !== value);
              onChange(checked ? [...others, value] : others);
            }}
          />
        ))}
      </div>
      {error && (
        <span role="alert" className="danger-text">
          {error}
        </span>
      )}
    </fieldset>
  );
}
