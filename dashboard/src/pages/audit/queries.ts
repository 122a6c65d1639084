import { graphql } from '../../api/generated';

export const AUDIT_LOG = graphql(`
  query AuditLog($organizationId: ID!, $filter: AuditLogFilterInput, $after: String) {
    auditLog(first: 50, after: $after, filter: $filter, organizationId: $organizationId) {
      nodes {
        id
        createdAt
        action
        actor
        userId
        apiKeyId
        address
        objectId
        objectName
        changes {
          field
          before
          after
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
