import { graphql } from '../../api/generated';

export const STATUS_PAGE_ROW = graphql(`
  fragment StatusPageRow on StatusPage {
    id
    slug
    url
    title
    access
    publishedAt
    components {
      id
    }
  }
`);

export const STATUS_PAGES = graphql(`
  query StatusPages($organizationId: ID!) {
    statusPages(organizationId: $organizationId) {
      ...StatusPageRow
    }
  }
`);

export const PUBLISH_STATUS_PAGE = graphql(`
  mutation PublishStatusPage($id: ID!) {
    publishStatusPage(id: $id) {
      id
    }
  }
`);

export const UNPUBLISH_STATUS_PAGE = graphql(`
  mutation UnpublishStatusPage($id: ID!) {
    unpublishStatusPage(id: $id) {
      id
    }
  }
`);

export const DELETE_STATUS_PAGE = graphql(`
  mutation DeleteStatusPage($id: ID!) {
    deleteStatusPage(id: $id)
  }
`);

/** Everything about a status page that can be changed. */
export const STATUS_PAGE_SETTINGS = graphql(`
  fragment StatusPageSettings on StatusPage {
    id
    slug
    url
    title
    text
    language
    color
    links {
      label
      url
    }
    hasLogo
    foldSections
    publishIncidents
    host
    access
    networks
    publishedAt
    components {
      id
      name
      description
      section
      websiteId
      websiteName
      tag {
        text
      }
      status
      shows {
        bars
        uptime
        latency
        regions
      }
    }
  }
`);

export const STATUS_PAGE = graphql(`
  query StatusPage($id: ID!) {
    statusPage(id: $id) {
      ...StatusPageSettings
    }
  }
`);

export const CREATE_STATUS_PAGE = graphql(`
  mutation CreateStatusPage($input: CreateStatusPageInput!) {
    createStatusPage(input: $input) {
      id
    }
  }
`);

export const UPDATE_STATUS_PAGE = graphql(`
  mutation UpdateStatusPage($input: UpdateStatusPageInput!) {
    updateStatusPage(input: $input) {
      id
    }
  }
`);

export const PREVIEW_STATUS_PAGE = graphql(`
  mutation PreviewStatusPage($input: CreateStatusPageInput!) {
    previewStatusPage(input: $input)
  }
`);

export const PREVIEW_STATUS_PAGE_UPDATE = graphql(`
  mutation PreviewStatusPageUpdate($input: UpdateStatusPageInput!) {
    previewStatusPageUpdate(input: $input)
  }
`);

export const PAGE_INCIDENT_ROW = graphql(`
  fragment PageIncidentRow on StatusPageIncident {
    id
    title
    beganAt
    resolvedAt
    publishedAt
    updates {
      id
      state
    }
  }
`);

export const PAGE_INCIDENTS = graphql(`
  query StatusPageIncidents($id: ID!, $open: Boolean!, $after: String) {
    statusPage(id: $id) {
      incidents(first: 20, open: $open, after: $after) {
        nodes {
          ...PageIncidentRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

export const PAGE_INCIDENT_DETAILS = graphql(`
  fragment PageIncidentDetails on StatusPageIncident {
    id
    statusPageId
    incidentId
    title
    beganAt
    resolvedAt
    publishedAt
    updates {
      id
      state
      text
      at
      automatic
      affected {
        componentId
        status
      }
    }
  }
`);

export const PAGE_INCIDENT = graphql(`
  query StatusPageIncident($id: ID!) {
    statusPageIncident(id: $id) {
      ...PageIncidentDetails
    }
  }
`);

export const CREATE_PAGE_INCIDENT = graphql(`
  mutation CreateStatusPageIncident($input: CreateStatusPageIncidentInput!) {
    createStatusPageIncident(input: $input) {
      id
    }
  }
`);

export const UPDATE_PAGE_INCIDENT = graphql(`
  mutation UpdateStatusPageIncident($input: UpdateStatusPageIncidentInput!) {
    updateStatusPageIncident(input: $input) {
      id
    }
  }
`);

export const PUBLISH_PAGE_INCIDENT = graphql(`
  mutation PublishStatusPageIncident($id: ID!) {
    publishStatusPageIncident(id: $id) {
      id
    }
  }
`);

export const POST_STATUS_UPDATE = graphql(`
  mutation PostStatusUpdate($input: PostStatusUpdateInput!) {
    postStatusUpdate(input: $input) {
      id
    }
  }
`);

export const DELETE_PAGE_INCIDENT = graphql(`
  mutation DeleteStatusPageIncident($id: ID!) {
    deleteStatusPageIncident(id: $id)
  }
`);

export const DRAFT_PAGE_INCIDENTS = graphql(`
  mutation DraftStatusPageIncidents($id: ID!) {
    draftStatusPageIncidents(id: $id) {
      id
      statusPageId
      title
    }
  }
`);
