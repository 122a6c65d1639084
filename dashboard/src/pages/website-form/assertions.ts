import type { AssertionSubject, Comparison } from '../../api/generated/graphql';
import type { AssertionDraft } from './draft';

/** What conditions test. */
export const SUBJECTS: Record<AssertionSubject, string> = {
  HEADER: 'Header',
  BODY: 'Body',
  JSON: 'JSON value',
};

/** How they compare. */
export const COMPARISONS: Record<Comparison, string> = {
  EXISTS: 'is there',
  NOT_EXISTS: 'is not there',
  EQUALS: 'is',
  NOT_EQUALS: 'is not',
  CONTAINS: 'contains',
  NOT_CONTAINS: 'does not contain',
  MATCHES: 'matches',
  NOT_MATCHES: 'does not match',
  LESS_THAN: 'is less than',
  AT_MOST: 'is at most',
  GREATER_THAN: 'is more than',
  AT_LEAST: 'is at least',
};

/** A condition that is to be filled in. */
export const NEW_ASSERTION: AssertionDraft = {
  subject: 'BODY',
  property: '',
  comparison: 'CONTAINS',
  value: '',
};
