import { Field } from './Field';
import type { PartProps } from './part';

interface Props extends PartProps {
  /** The field of the API that holds both. */
  field: string;
}

/** What is sent once connected, and what must come back. */
export function WordFields({ draft, field, at, changeCheck }: Props) {
  const { send, expect } = draft.check;
  return (
    <div className="row-of-fields">
      <Field
        label="Sends"
        hint="As it is, line ends too; nothing if it is empty"
        type="long"
        value={send}
        error={at(`${field}.send`)}
        onChange={(send) => changeCheck({ send })}
      />
      <Field
        label="Expects"
        hint="This text in what comes back; anything if it is empty"
        type="long"
        value={expect}
        error={at(`${field}.expect`)}
        onChange={(expect) => changeCheck({ expect })}
      />
    </div>
  );
}
