import { PasswordInput, Textarea, TextInput } from '@mantine/core';

interface Props {
  label: string;
  hint?: string | undefined;
  /** `long` has several lines. */
  type?: 'text' | 'number' | 'secret' | 'long';
  value: string;
  /** What it is if it is left empty. */
  otherwise?: string | number | undefined;
  error: string | null;
  onChange: (value: string) => void;
}

/** Asks for a text or a number. */
export function Field({ label, hint, type = 'text', value, otherwise, error, onChange }: Props) {
  const common = {
    label,
    description: hint,
    value,
    error,
    placeholder: otherwise === undefined ? '' : otherwise.toLocaleString('en-US'),
    autoComplete: 'off',
    spellCheck: false,
  };
  switch (type) {
    case 'long':
      return (
        <Textarea
          {...common}
          className="code"
          rows={4}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...common}
          data-1p-ignore
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          inputMode={type === 'number' ? 'numeric' : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
