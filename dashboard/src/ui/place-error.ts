import { ApiError, explain } from '../api/error';

interface Placed {
  /** The field of the form that it is about. */
  field: string | null;
  /** What is wrong with a field of the form; null if nothing is. */
  at: (field: string) => string | null;
  /** What is wrong that no field of the form can show. */
  rest: string | null;
}

/**
 * Puts an error to the field it is about; `labels` are the form's fields and how they are called,
 * those of lists without their number: `headers[].name`.
 */
export function placeError(error: unknown, labels: Record<string, string>): Placed {
  if (!error) {
    return { field: null, at: () => null, rest: null };
  }
  const field = error instanceof ApiError ? error.field : null;
  const label = field === null ? undefined : labels[field.replaceAll(/\[\d+\]/g, '[]')];
  if (field === null || label === undefined) {
    return { field: null, at: () => null, rest: explain(error) };
  }
  const said = explain(error);
  const text =
    said.toLowerCase().indexOf(`${field.toLowerCase()} `) === 0
      ? `${label}${said.slice(field.length)}`
      : said;
  return { field, at: (name) => (name === field ? text : null), rest: null };
}
