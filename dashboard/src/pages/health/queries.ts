import { graphql } from '../../api/generated';

export const REGIONS = graphql(`
  query Regions {
    regions {
      name
      silent
      impaired
      reason
    }
  }
`);

/** What only the operator of the installation sees. */
export const OPERATION = graphql(`
  query Operation {
    instance {
      version
      observedAt
      schedulerLatenessMs
      troubles {
        kind
        region
        text
        since
      }
    }
    regions {
      name
      probers {
        name
        version
        alive
        seenAt
        impairment
        running
        capacity
        waitingResults
      }
      queue {
        checks {
          entries
          pending
          oldestAt
        }
        results {
          entries
          pending
          oldestAt
        }
        dead {
          entries
          oldestAt
        }
      }
    }
  }
`);

export const LEDGER_PAGE = graphql(`
  query LedgerPage($organizationId: ID!, $from: DateTime!, $after: String) {
    websites(first: 100, after: $after, organizationId: $organizationId) {
      nodes {
        id
        name
        uptime(from: $from) {
          slots {
            planned
            recorded
            unmeasured
            missing
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
