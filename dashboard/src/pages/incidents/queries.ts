import { graphql } from '../../api/generated';

/** What a row says of an incident. */
export const INCIDENT_ROW = graphql(`
  fragment IncidentRow on Incident {
    id
    cause
    openedAt
    acknowledgedAt
    acknowledgedBy {
      email
    }
    resolvedAt
    resolvedBy {
      email
    }
    durationSecs
    flapping
    website {
      id
      name
    }
  }
`);

export const INCIDENTS = graphql(`
  query Incidents($organizationId: ID!, $open: Boolean!, $after: String) {
    incidents(organizationId: $organizationId, open: $open, first: 30, after: $after) {
      nodes {
        ...IncidentRow
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export const OPEN_INCIDENTS = graphql(`
  query OpenIncidents($organizationId: ID!) {
    incidents(organizationId: $organizationId, open: true, first: 100) {
      nodes {
        id
      }
      pageInfo {
        hasNextPage
      }
    }
  }
`);

export const EVIDENCE_TICK = graphql(`
  fragment EvidenceTick on Tick {
    checkedAt
    region
    outcome
    httpStatus
    responseTimeMs
    attempts
    failure {
      reason
    }
    evidence {
      address
      addresses
      head
      body
      findings {
        expected
        actual
        verdict
      }
      attempts {
        outcome
        reason
        tookMs
      }
    }
  }
`);

export const INCIDENT = graphql(`
  query Incident($id: ID!) {
    incident(id: $id) {
      ...IncidentRow
      failingTick {
        ...EvidenceTick
      }
      healthyTick {
        ...EvidenceTick
      }
    }
  }
`);

export const TIMELINE = graphql(`
  query Timeline($id: ID!, $after: String) {
    incident(id: $id) {
      timeline(first: 100, after: $after) {
        nodes {
          at
          kind
          region
          status
          user {
            email
          }
          text
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const INCIDENT_DELIVERIES = graphql(`
  query IncidentDeliveries($id: ID!, $after: String) {
    incident(id: $id) {
      deliveries(first: 20, after: $after) {
        nodes {
          ...DeliveryEntry
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const ACKNOWLEDGE_INCIDENT = graphql(`
  mutation AcknowledgeIncident($id: ID!) {
    acknowledgeIncident(id: $id) {
      id
    }
  }
`);

export const RESOLVE_INCIDENT = graphql(`
  mutation ResolveIncident($id: ID!) {
    resolveIncident(id: $id) {
      id
    }
  }
`);

export const ADD_INCIDENT_NOTE = graphql(`
  mutation AddIncidentNote($input: AddIncidentNoteInput!) {
    addIncidentNote(input: $input) {
      id
    }
  }
`);

export const INCIDENT_EVENTS = graphql(`
  subscription IncidentEvents($organizationId: ID!, $after: String) {
    incidents(organizationId: $organizationId, after: $after) {
      cursor
    }
  }
`);
