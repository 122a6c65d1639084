/** A code that the API gives an error, or one for what kept the API from answering. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'INTERNAL_SERVER_ERROR'
  | 'GRAPHQL_VALIDATION_FAILED'
  | 'UNREACHABLE';

/** An error of the API. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** What kind of error it is; other codes may come with later versions. */
    readonly code: ErrorCode | (string & {}),
    /** The field of the input that is wrong, by its path. */
    readonly field: string | null = null,
    /** When to try again, in seconds. */
    readonly retryAfterSecs: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** An error in an answer, as GraphQL over HTTP has it. */
export interface AnsweredError {
  message: string;
  extensions?: { code?: string; field?: string; retryAfterSecs?: number };
}

/** The error that an answer tells of. */
export function fromAnswer(error: AnsweredError): ApiError {
  const { code, field, retryAfterSecs } = error.extensions ?? {};
  return new ApiError(
    error.message,
    code ?? 'INTERNAL_SERVER_ERROR',
    field ?? null,
    retryAfterSecs ?? null,
  );
}

/** What the API says where another role would be allowed. */
const ROLE = 'your role, or the API key, does not allow this';

/** What to tell a person: what failed, and what to do. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) {
    return 'Something went wrong in this page. Reload it, and try again.';
  }
  switch (error.code) {
    case 'UNREACHABLE':
      return 'The server does not answer. Nothing was saved; try again.';
    case 'UNAVAILABLE':
      return 'The server cannot reach its database right now. Nothing was saved; try again.';
    case 'FORBIDDEN':
      // Not everything is forbidden to a role: the account may have to be verified first.
      return error.message === ROLE
        ? 'Your role does not allow this. An admin of the organization can change your role.'
        : sentence(error.message);
    case 'RATE_LIMITED':
      return error.retryAfterSecs === null
        ? 'Too many requests. Wait a little, and try again.'
        : `Too many requests. Try again in ${error.retryAfterSecs} s.`;
    case 'INTERNAL_SERVER_ERROR':
      return 'The server failed. Nothing was saved; its log says why.';
    default:
      return sentence(error.message);
  }
}

function sentence(text: string): string {
  const first = text.slice(0, 1).toUpperCase();
  const end = /[.!?]$/.test(text) ? '' : '.';
  return `${first}${text.slice(1)}${end}`;
}
