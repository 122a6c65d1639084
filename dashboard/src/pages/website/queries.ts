import { graphql } from '../../api/generated';

/** What the head of the page and its table of regions show. */
export const WEBSITE_OVERVIEW = graphql(`
  query WebsiteOverview($id: ID!) {
    website(id: $id) {
      id
      name
      url
      status
      intervalSecs
      quorum
      createdAt
      inMaintenance
      tags {
        text
      }
      regionStatuses {
        region
        status
      }
      ticks(first: 50) {
        nodes {
          region
          outcome
          checkedAt
          httpStatus
          responseTimeMs
          failure {
            reason
          }
        }
      }
      changes(first: 1) {
        nodes {
          status
          from
        }
      }
    }
  }
`);

/** The 90 days before now, and uptime of four windows. */
export const WEBSITE_AVAILABILITY = graphql(`
  query WebsiteAvailability($id: ID!) {
    website(id: $id) {
      id
      createdAt
      uptimeSeries(step: DAY) {
        from
        stepSecs
        ratios
        worst
        downSecs
      }
      day: uptime(window: DAY) {
        ...Availability
      }
      week: uptime(window: WEEK) {
        ...Availability
      }
      month: uptime(window: MONTH) {
        ...Availability
      }
      quarter: uptime(window: QUARTER) {
        ...Availability
      }
    }
  }

  fragment Availability on Uptime {
    ratio
    coverage
    downSecs
    slots {
      from
      to
      planned
      recorded
      unmeasured
      missing
    }
  }
`);

/** Response times of a window, or between two instants, and when it was down. */
export const WEBSITE_LATENCY = graphql(`
  query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {
    website(id: $id) {
      id
      latency(window: $window, from: $from, to: $to, region: $region) {
        count
        p50Ms
        p95Ms
        p99Ms
        phases {
          dns {
            ...Phase
          }
          connect {
            ...Phase
          }
          tls {
            ...Phase
          }
          ttfb {
            ...Phase
          }
          transfer {
            ...Phase
          }
        }
      }
      latencySeries(window: $window, from: $from, to: $to, region: $region) {
        stepSecs
        at
        counts
        p50Ms
        p95Ms
        p99Ms
      }
      changes(first: 100, region: $region) {
        nodes {
          status
          from
          to
        }
      }
    }
  }

  fragment Phase on PhaseLatency {
    count
    meanMs
    p50Ms
    p95Ms
    p99Ms
  }
`);

/** What happened: the open incidents apart, since no page of the others may hide them. */
export const WEBSITE_HISTORY = graphql(`
  query WebsiteHistory($id: ID!, $first: Int!) {
    website(id: $id) {
      id
      open: incidents(first: 100, open: true) {
        nodes {
          ...WebsiteIncident
        }
      }
      incidents(first: $first, open: false) {
        nodes {
          ...WebsiteIncident
        }
        pageInfo {
          hasNextPage
        }
      }
      verdicts(first: $first) {
        nodes {
          kind
          firstAt
          lastAt
          count
          needed
          incidentId
          votes {
            region
            slot
            say
            failures
          }
        }
        pageInfo {
          hasNextPage
        }
      }
      changes(first: $first) {
        nodes {
          status
          from
          to
          maintenanceSecs
        }
        pageInfo {
          hasNextPage
        }
      }
    }
  }

  fragment WebsiteIncident on Incident {
    id
    openedAt
    acknowledgedAt
    resolvedAt
    durationSecs
    cause
    flapping
  }
`);

export const WEBSITE_CHECKS = graphql(`
  query WebsiteChecks($id: ID!) {
    website(id: $id) {
      id
      ticks(first: 60) {
        edges {
          cursor
          node {
            slot
            region
            askedBy
            checkedAt
            outcome
            httpStatus
            responseTimeMs
            attempts
            phases {
              ...PhaseTimes
            }
            failure {
              detail
              reason
            }
          }
        }
      }
    }
  }

  fragment PhaseTimes on Phases {
    dnsMs
    connectMs
    tlsMs
    ttfbMs
    transferMs
  }
`);

/** What the checks after a cursor recorded. */
export const CHECK_EVIDENCE = graphql(`
  query CheckEvidence($id: ID!, $after: String) {
    website(id: $id) {
      id
      ticks(first: 10, after: $after) {
        nodes {
          slot
          region
          evidence {
            address
            hops {
              url
              address
              httpStatus
              phases {
                ...PhaseTimes
              }
            }
            attempts {
              outcome
              reason
              tookMs
            }
            findings {
              expected
              actual
              verdict
            }
            certificates {
              ...Certificate
            }
            head
            body
          }
        }
      }
    }
  }

  fragment Certificate on Certificate {
    fingerprint
    subject
    names
    issuer
    notAfter
    daysLeft
    key
  }
`);

/** The last handshake from each region. */
export const WEBSITE_TLS = graphql(`
  query WebsiteTls($id: ID!) {
    website(id: $id) {
      id
      tls {
        region
        version
        cipher
        problem
        chain {
          ...Certificate
        }
      }
    }
  }
`);

/** The newest checks, for a strip. */
export const RECENT_CHECKS = graphql(`
  query RecentChecks($id: ID!) {
    website(id: $id) {
      id
      recentChecks(last: 60) {
        slots
        regions
        outcomes
        responseTimesMs
      }
    }
  }
`);

export const CHECK_NOW = graphql(`
  mutation CheckNow($id: ID!) {
    checkNow(id: $id) {
      id
    }
  }
`);

export const PAUSE_WEBSITE = graphql(`
  mutation PauseWebsite($id: ID!) {
    pauseWebsite(id: $id) {
      id
      status
    }
  }
`);

export const RESUME_WEBSITE = graphql(`
  mutation ResumeWebsite($id: ID!) {
    resumeWebsite(id: $id) {
      id
      status
    }
  }
`);

export const DELETE_WEBSITE = graphql(`
  mutation DeleteWebsite($id: ID!) {
    deleteWebsite(id: $id)
  }
`);
