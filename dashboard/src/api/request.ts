import { noteAsked } from './asked';
import { ApiError, fromAnswer, type AnsweredError } from './error';
import type { TypedDocumentString } from './generated/graphql';

interface Answer<TData> {
  data?: TData | null;
  errors?: AnsweredError[];
}

/**
 * Asks the API, as whoever the browser's cookie says.
 *
 * @throws ApiError of the first error in the answer, or with the code UNREACHABLE without an answer.
 */
export async function request<TData, TVariables>(
  document: TypedDocumentString<TData, TVariables>,
  variables?: TVariables,
  signal?: AbortSignal,
): Promise<TData> {
  if (signal) {
    noteAsked(signal, { document: document.toString(), variables: { ...variables } });
  }
  const body = JSON.stringify({ query: document.toString(), variables });
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
  };
  let answer: Answer<TData>;
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers,
      body,
      signal: signal ?? null,
    });
    answer = (await response.json()) as Answer<TData>;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      throw error;
    }
    throw new ApiError('the server does not answer', 'UNREACHABLE');
  }
  const [first] = answer.errors ?? [];
  if (first) {
    throw fromAnswer(first);
  }
  if (!answer.data) {
    throw new ApiError('the answer has no data', 'INTERNAL_SERVER_ERROR');
  }
  return answer.data;
}
