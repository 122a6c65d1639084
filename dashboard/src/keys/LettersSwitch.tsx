import { Checkbox } from '@mantine/core';

import { setLetters } from './letters';

interface Props {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** Whether single letters do something in this browser. */
export function LettersSwitch({ isOn, onChange }: Props) {
  return (
    <Checkbox
      label="Single letters are shortcuts"
      description="In this browser. Ctrl K or ⌘ K works either way; in fields letters are letters."
      checked={isOn}
      onChange={({ currentTarget: { checked } }) => {
        setLetters(checked);
        onChange(checked);
      }}
    />
  );
}
