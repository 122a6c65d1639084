import { Button, CloseButton } from '@mantine/core';

import type { HeaderDraft } from './draft';
import { Field } from './Field';
import type { PartProps } from './part';

interface Props extends PartProps {
  /** The field of the API that holds the headers. */
  field: string;
}

/** Headers of the request, whose values are secrets. */
export function HeaderFields({ draft, kept, field, at, changeCheck }: Props) {
  const { headers } = draft.check;
  const change = (index: number, part: Partial<HeaderDraft>) =>
    changeCheck({
      headers: headers.map((header, at) => (at === index ? { ...header, ...part } : header)),
    });
  return (
    <fieldset>
      <legend>Headers</legend>
      {at(field) && (
        <span role="alert" className="danger-text">
          {at(field)}
        </span>
      )}
      {headers.map(({ name, value, isStored }, index) => (
        <div key={index} className="with-close">
          <div className="row-of-fields">
            <Field
              label={`Name of header ${index + 1}`}
              value={name}
              error={at(`${field}[${index}].name`)}
              onChange={(name) => change(index, { name })}
            />
            <Field
              label={`Value of header ${index + 1}`}
              type="secret"
              value={value}
              otherwise={isStored && kept ? 'Stored; type to replace it' : undefined}
              error={at(`${field}[${index}].value`)}
              onChange={(value) => change(index, { value })}
            />
          </div>
          <CloseButton
            aria-label={`Remove header ${index + 1}`}
            onClick={() => changeCheck({ headers: headers.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      <div>
        <Button
          variant="default"
          onClick={() =>
            changeCheck({ headers: [...headers, { name: '', value: '', isStored: false }] })
          }
        >
          Add a header
        </Button>
      </div>
    </fieldset>
  );
}
