import { graphql } from '../../api/generated';

export const CHANNEL_ROW = graphql(`
  fragment ChannelRow on Channel {
    id
    name
    kind
    kinds
    websiteIds
    tags {
      text
    }
    paused
    fallback
    failingSince
    broken
    problem
  }
`);

export const CHANNEL_DETAILS = graphql(`
  fragment ChannelDetails on Channel {
    ...ChannelRow
    settings {
      name
      value
    }
    repeatSecs
    timeZone
    quiet {
      from
      to
      days
      except
    }
  }
`);

export const CHANNELS = graphql(`
  query Channels($organizationId: ID!) {
    channels(organizationId: $organizationId) {
      ...ChannelRow
    }
  }
`);

export const CHANNEL = graphql(`
  query Channel($id: ID!) {
    channel(id: $id) {
      ...ChannelDetails
    }
  }
`);

export const CHANNEL_DELIVERIES = graphql(`
  query ChannelDeliveries($id: ID!, $state: DeliveryState, $after: String) {
    channel(id: $id) {
      deliveries(first: 20, state: $state, after: $after) {
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

export const CREATE_CHANNEL = graphql(`
  mutation CreateChannel($input: CreateChannelInput!) {
    createChannel(input: $input) {
      id
    }
  }
`);

export const UPDATE_CHANNEL = graphql(`
  mutation UpdateChannel($input: UpdateChannelInput!) {
    updateChannel(input: $input) {
      id
    }
  }
`);

export const PAUSE_CHANNEL = graphql(`
  mutation PauseChannel($id: ID!) {
    pauseChannel(id: $id) {
      id
    }
  }
`);

export const RESUME_CHANNEL = graphql(`
  mutation ResumeChannel($id: ID!) {
    resumeChannel(id: $id) {
      id
    }
  }
`);

export const DELETE_CHANNEL = graphql(`
  mutation DeleteChannel($id: ID!) {
    deleteChannel(id: $id)
  }
`);

export const TEST_CHANNEL = graphql(`
  mutation TestChannel($id: ID!) {
    testChannel(id: $id) {
      ...DeliveryEntry
    }
  }
`);

export const PREVIEW_TEMPLATE = graphql(`
  query PreviewTemplate($input: PreviewTemplateInput!) {
    previewTemplate(input: $input)
  }
`);
