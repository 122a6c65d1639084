import { graphql } from '../../api/generated';

/** Everything about a website that can be changed. */
export const WEBSITE_SETTINGS = graphql(`
  fragment WebsiteSettings on Website {
    id
    name
    url
    tags {
      text
    }
    intervalSecs
    timeoutMs
    retries
    regions
    quorum
    confirmationSecs
    recoverySecs
    ipVersion
    degradedAboveMs
    downAboveMs
    tlsRules {
      minVersion
      degradedBelowDays
      ignoreErrors
    }
    check {
      kind
      http {
        method
        headers
        body
        auth
        clientCertificate
        version
        maxRedirects
        bodyLimitBytes
        statuses
        assertions {
          subject
          property
          comparison
          value
        }
        host
        connectTo
      }
      tcp {
        tls
        send
        expect
      }
      dns {
        record
        server
        expect
        rcode
      }
      ping {
        count
        maxLossPercent
        degradedAboveJitterMs
      }
      tls {
        connectTo
      }
      webSocket {
        headers
        subprotocol
        send
        expect
        host
        connectTo
      }
      smtp {
        startTls
      }
    }
  }
`);

export const WEBSITE_TO_EDIT = graphql(`
  query WebsiteToEdit($id: ID!) {
    website(id: $id) {
      ...WebsiteSettings
    }
  }
`);

export const UPDATE_WEBSITE = graphql(`
  mutation UpdateWebsite($input: UpdateWebsiteInput!) {
    updateWebsite(input: $input) {
      ...WebsiteRow
    }
  }
`);

export const TRY_CHECK = graphql(`
  mutation TryCheck($input: CreateWebsiteInput!) {
    tryCheck(input: $input) {
      ...Trial
    }
  }

  fragment Trial on RegionTrial {
    region
    result {
      checkedAt
      outcome
      httpStatus
      responseTimeMs
      failure {
        reason
      }
      evidence {
        address
        findings {
          expected
          actual
          verdict
        }
        head
        body
      }
      tls {
        version
        problem
        chain {
          daysLeft
        }
      }
    }
  }
`);

export const TRY_UPDATE = graphql(`
  mutation TryUpdate($input: UpdateWebsiteInput!) {
    tryUpdate(input: $input) {
      ...Trial
    }
  }
`);

/** The newest checks, with the answer where it is kept. */
export const LAST_ANSWERS = graphql(`
  query LastAnswers($id: ID!) {
    website(id: $id) {
      id
      ticks(first: 10) {
        nodes {
          checkedAt
          region
          httpStatus
          evidence {
            head
            body
          }
        }
      }
    }
  }
`);
