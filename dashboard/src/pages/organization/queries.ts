import { graphql } from '../../api/generated';

export const ORGANIZATION = graphql(`
  query Organization($id: ID!, $isAdmin: Boolean!) {
    organization(id: $id) {
      id
      members {
        role
        user {
          id
          email
        }
      }
      invitations @include(if: $isAdmin) {
        id
        role
        email
        createdAt
        expiresAt
      }
      apiKeys @include(if: $isAdmin) {
        id
        name
        scope
        prefix
        createdAt
        expiresAt
        lastUsedAt
        tags {
          text
        }
      }
    }
  }
`);

export const CREATE_ORGANIZATION = graphql(`
  mutation CreateOrganization($input: CreateOrganizationInput!) {
    createOrganization(input: $input) {
      id
      name
      personal
      role
    }
  }
`);

export const UPDATE_ORGANIZATION = graphql(`
  mutation UpdateOrganization($input: UpdateOrganizationInput!) {
    updateOrganization(input: $input) {
      id
    }
  }
`);

export const DELETE_ORGANIZATION = graphql(`
  mutation DeleteOrganization($id: ID!) {
    deleteOrganization(id: $id)
  }
`);

export const LEAVE_ORGANIZATION = graphql(`
  mutation LeaveOrganization($id: ID!) {
    leaveOrganization(id: $id)
  }
`);

export const TRANSFER_ORGANIZATION = graphql(`
  mutation TransferOrganization($input: MemberInput!) {
    transferOrganization(input: $input) {
      id
    }
  }
`);

export const SET_ROLE = graphql(`
  mutation SetRole($input: SetRoleInput!) {
    setRole(input: $input) {
      id
    }
  }
`);

export const REMOVE_MEMBER = graphql(`
  mutation RemoveMember($input: MemberInput!) {
    removeMember(input: $input) {
      id
    }
  }
`);

export const INVITE_MEMBER = graphql(`
  mutation InviteMember($input: InviteMemberInput!) {
    inviteMember(input: $input) {
      token
      url
    }
  }
`);

export const REVOKE_INVITATION = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id)
  }
`);

export const ACCEPT_INVITATION = graphql(`
  mutation AcceptInvitation($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) {
      id
      name
      personal
      role
    }
  }
`);

export const CREATE_API_KEY = graphql(`
  mutation CreateApiKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      token
    }
  }
`);

export const REVOKE_API_KEY = graphql(`
  mutation RevokeApiKey($id: ID!) {
    revokeApiKey(id: $id)
  }
`);
