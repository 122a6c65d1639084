import { Checkbox, NativeSelect, PasswordInput, TextInput, Textarea } from '@mantine/core';

import type { Field } from './kinds';
import { TemplateField } from './TemplateField';

interface Props {
  fields: readonly Field[];
  values: Record<string, string | boolean>;
  errorAt: (name: string) => string | null;
  onChange: (name: string, value: string | boolean) => void;
}

/** The settings of a kind of channel, each asked for in its way. */
export function SettingFields({ fields, values, errorAt, onChange }: Props) {
  return fields.map((field) => (
    <SettingField
      key={field.name}
      field={field}
      value={values[field.name]}
      error={errorAt(field.name)}
      onChange={(value) => onChange(field.name, value)}
    />
  ));
}

interface FieldProps {
  field: Field;
  value: string | boolean | undefined;
  error: string | null;
  onChange: (value: string | boolean) => void;
}

function SettingField({ field, value, error, onChange }: FieldProps) {
  const { label, hint, type, isRequired, choices } = field;
  const text = {
    label,
    description: hint,
    required: isRequired ?? false,
    withAsterisk: isRequired ?? false,
    error,
    value: typeof value === 'string' ? value : '',
  };
  switch (type) {
    case 'flag':
      return (
        <Checkbox
          label={label}
          error={error}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case 'choice':
      return (
        <NativeSelect
          {...text}
          data={['', ...(choices ?? [])]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'template':
      return (
        <TemplateField
          label={label}
          hint={hint}
          value={text.value}
          error={error}
          onChange={onChange}
        />
      );
    case 'list':
    case 'pairs':
      return (
        <Textarea
          {...text}
          rows={2}
          spellCheck={false}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'secret':
      return (
        <PasswordInput
          {...text}
          autoComplete="off"
          data-1p-ignore
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...text}
          inputMode={type === 'integer' ? 'numeric' : undefined}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
