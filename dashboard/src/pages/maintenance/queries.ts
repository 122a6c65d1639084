import { graphql } from '../../api/generated';

export const MAINTENANCE_ROW = graphql(`
  fragment MaintenanceRow on Maintenance {
    id
    title
    publicTitle
    websiteIds
    tags {
      text
    }
    from
    to
    rule {
      daily {
        from
        to
      }
      weekly {
        days
        from
        to
      }
      monthly {
        days
        from
        to
      }
      cron {
        expression
        durationSecs
      }
    }
    timeZone
    state
    currentWindow {
      from
      to
    }
    nextWindow {
      from
      to
    }
    cancelledAt
  }
`);

export const MAINTENANCES = graphql(`
  query Maintenances($organizationId: ID!, $state: MaintenanceState!, $after: String) {
    maintenances(organizationId: $organizationId, state: $state, first: 30, after: $after) {
      nodes {
        ...MaintenanceRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

/** What takes place in a month: as much at once as a document may cost. */
export const MAINTENANCE_MONTH = graphql(`
  query MaintenanceMonth($organizationId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {
    maintenances(organizationId: $organizationId, first: 30, after: $after) {
      nodes {
        id
        title
        windows(first: 62, from: $from, to: $to) {
          nodes {
            from
            to
          }
          pageInfo {
            hasNextPage
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

export const CREATE_MAINTENANCE = graphql(`
  mutation CreateMaintenance($input: CreateMaintenanceInput!) {
    createMaintenance(input: $input) {
      id
    }
  }
`);

export const START_MAINTENANCE = graphql(`
  mutation StartMaintenance($id: ID!) {
    startMaintenance(id: $id) {
      id
    }
  }
`);

export const END_MAINTENANCE = graphql(`
  mutation EndMaintenance($id: ID!) {
    endMaintenance(id: $id) {
      id
    }
  }
`);

export const CANCEL_MAINTENANCE = graphql(`
  mutation CancelMaintenance($id: ID!) {
    cancelMaintenance(id: $id) {
      id
    }
  }
`);
