import { graphql } from '../api/generated';

export const BULK_RESULT = graphql(`
  fragment BulkResult on BulkChange {
    ids
    errors {
      websiteId
      message
      code
      field
      retryAfterSecs
    }
  }
`);

export const PAUSE_WEBSITES = graphql(`
  mutation PauseWebsites($input: WebsiteSelectionInput!) {
    pauseWebsites(input: $input) {
      ...BulkResult
    }
  }
`);

export const RESUME_WEBSITES = graphql(`
  mutation ResumeWebsites($input: WebsiteSelectionInput!) {
    resumeWebsites(input: $input) {
      ...BulkResult
    }
  }
`);

export const DELETE_WEBSITES = graphql(`
  mutation DeleteWebsites($input: WebsiteSelectionInput!) {
    deleteWebsites(input: $input) {
      ...BulkResult
    }
  }
`);

export const TAG_WEBSITES = graphql(`
  mutation TagWebsites($input: TagWebsitesInput!) {
    tagWebsites(input: $input) {
      ...BulkResult
    }
  }
`);

export const UPDATE_WEBSITES = graphql(`
  mutation UpdateWebsites($input: UpdateWebsitesInput!) {
    updateWebsites(input: $input) {
      ...BulkResult
    }
  }
`);

/** What changes of many can be undone to. */
export const SETTINGS_BEFORE = graphql(`
  query SettingsBefore($organizationId: ID!, $after: String) {
    websites(first: 1000, after: $after, organizationId: $organizationId) {
      nodes {
        ...SettingsBefore
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }

  fragment SettingsBefore on Website {
    id
    intervalSecs
    timeoutMs
    retries
    regions
    quorum
    confirmationSecs
    recoverySecs
    degradedAboveMs
    downAboveMs
    tags {
      text
    }
  }
`);
