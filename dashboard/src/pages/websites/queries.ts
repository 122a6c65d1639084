import { graphql } from '../../api/generated';

/** What each row needs at once: it costs the server a page of the list and no history. */
export const WEBSITE_ROW = graphql(`
  fragment WebsiteRow on Website {
    id
    name
    url
    status
    createdAt
    intervalSecs
    tags {
      text
      color
    }
    lastTick {
      checkedAt
      outcome
      region
      responseTimeMs
      failure {
        reason
      }
    }
  }
`);

export const WEBSITES = graphql(`
  query Websites($organizationId: ID!, $after: String) {
    websites(first: 500, after: $after, organizationId: $organizationId) {
      nodes {
        ...WebsiteRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The websites that are checked from a region, or all of them in some order. */
export const WEBSITE_IDS = graphql(`
  query WebsiteIds($organizationId: ID!, $region: String, $sort: WebsiteSort, $after: String) {
    websites(
      first: 1000
      after: $after
      organizationId: $organizationId
      region: $region
      sort: $sort
    ) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** The regions that there are. */
export const REGION_NAMES = graphql(`
  query RegionNames {
    regions {
      name
      silent
      impaired
    }
  }
`);

export const TICKS = graphql(`
  subscription Ticks($organizationId: ID!, $after: String) {
    ticks(organizationId: $organizationId, after: $after) {
      cursor
      website {
        id
      }
      tick {
        checkedAt
        outcome
        region
        responseTimeMs
        failure {
          reason
        }
      }
    }
  }
`);

export const STATUS_CHANGES = graphql(`
  subscription StatusChanges($organizationId: ID!, $after: String) {
    statusChanges(organizationId: $organizationId, after: $after) {
      cursor
      status
      website {
        id
      }
    }
  }
`);

export const CREATE_WEBSITE = graphql(`
  mutation CreateWebsite($input: CreateWebsiteInput!) {
    createWebsite(input: $input) {
      ...WebsiteRow
    }
  }
`);

/** What a row says of the last day; it costs the server more than the row itself. */
export const WEBSITE_DAY = graphql(`
  fragment WebsiteDay on Website {
    id
    uptimeSeries(step: HOUR, steps: 24) {
      from
      stepSecs
      worst
      downSecs
    }
    uptime(window: DAY) {
      ratio
    }
    latency(window: DAY) {
      p95Ms
    }
    tls {
      chain {
        daysLeft
      }
    }
  }
`);

export const WEBSITE_DAYS = graphql(`
  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {
    websites(first: $first, after: $after, organizationId: $organizationId) {
      nodes {
        ...WebsiteDay
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
