/* eslint-disable */
import * as types from './graphql';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  query Session {\n    viewer {\n      id\n      email\n    }\n    organizations {\n      id\n      name\n      personal\n      role\n    }\n  }\n": typeof types.SessionDocument,
    "\n  query SignInOptions {\n    signInOptions {\n      passwords\n      passkeys\n      singleSignOn {\n        name\n      }\n      registration\n      mail\n    }\n  }\n": typeof types.SignInOptionsDocument,
    "\n  mutation SignIn($input: SignInInput!) {\n    signInBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUpBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignUpDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": typeof types.SignOutDocument,
    "\n  mutation StartPasskeySignIn {\n    startPasskeySignIn {\n      token\n      options\n    }\n  }\n": typeof types.StartPasskeySignInDocument,
    "\n  mutation SignInByPasskey($input: SignInByPasskeyInput!) {\n    signInByPasskey(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignInByPasskeyDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    requestPasswordReset(input: $input)\n  }\n": typeof types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input)\n  }\n": typeof types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    verifyEmail(input: $input)\n  }\n": typeof types.VerifyEmailDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": typeof types.AcceptInvitationDocument,
    "\n  query WebsiteOverview($id: ID!) {\n    website(id: $id) {\n      id\n      name\n      url\n      status\n      intervalSecs\n      quorum\n      createdAt\n      inMaintenance\n      tags {\n        text\n      }\n      regionStatuses {\n        region\n        status\n      }\n      ticks(first: 50) {\n        nodes {\n          region\n          outcome\n          checkedAt\n          httpStatus\n          responseTimeMs\n          failure {\n            reason\n          }\n        }\n      }\n      changes(first: 1) {\n        nodes {\n          status\n          from\n        }\n      }\n    }\n  }\n": typeof types.WebsiteOverviewDocument,
    "\n  query WebsiteAvailability($id: ID!) {\n    website(id: $id) {\n      id\n      createdAt\n      uptimeSeries(step: DAY) {\n        from\n        stepSecs\n        ratios\n        worst\n        downSecs\n      }\n      day: uptime(window: DAY) {\n        ...Availability\n      }\n      week: uptime(window: WEEK) {\n        ...Availability\n      }\n      month: uptime(window: MONTH) {\n        ...Availability\n      }\n      quarter: uptime(window: QUARTER) {\n        ...Availability\n      }\n    }\n  }\n\n  fragment Availability on Uptime {\n    ratio\n    coverage\n    downSecs\n    slots {\n      from\n      to\n      planned\n      recorded\n      unmeasured\n      missing\n    }\n  }\n": typeof types.WebsiteAvailabilityDocument,
    "\n  query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {\n    website(id: $id) {\n      id\n      latency(window: $window, from: $from, to: $to, region: $region) {\n        count\n        p50Ms\n        p95Ms\n        p99Ms\n        phases {\n          dns {\n            ...Phase\n          }\n          connect {\n            ...Phase\n          }\n          tls {\n            ...Phase\n          }\n          ttfb {\n            ...Phase\n          }\n          transfer {\n            ...Phase\n          }\n        }\n      }\n      latencySeries(window: $window, from: $from, to: $to, region: $region) {\n        stepSecs\n        at\n        counts\n        p50Ms\n        p95Ms\n        p99Ms\n      }\n      changes(first: 100, region: $region) {\n        nodes {\n          status\n          from\n          to\n        }\n      }\n    }\n  }\n\n  fragment Phase on PhaseLatency {\n    count\n    meanMs\n    p50Ms\n    p95Ms\n    p99Ms\n  }\n": typeof types.WebsiteLatencyDocument,
    "\n  query WebsiteHistory($id: ID!, $first: Int!) {\n    website(id: $id) {\n      id\n      open: incidents(first: 100, open: true) {\n        nodes {\n          ...WebsiteIncident\n        }\n      }\n      incidents(first: $first, open: false) {\n        nodes {\n          ...WebsiteIncident\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      verdicts(first: $first) {\n        nodes {\n          kind\n          firstAt\n          lastAt\n          count\n          needed\n          incidentId\n          votes {\n            region\n            slot\n            say\n            failures\n          }\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      changes(first: $first) {\n        nodes {\n          status\n          from\n          to\n          maintenanceSecs\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n\n  fragment WebsiteIncident on Incident {\n    id\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    durationSecs\n    cause\n    flapping\n  }\n": typeof types.WebsiteHistoryDocument,
    "\n  query WebsiteChecks($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 60) {\n        edges {\n          cursor\n          node {\n            slot\n            region\n            askedBy\n            checkedAt\n            outcome\n            httpStatus\n            responseTimeMs\n            attempts\n            phases {\n              ...PhaseTimes\n            }\n            failure {\n              detail\n              reason\n            }\n          }\n        }\n      }\n    }\n  }\n\n  fragment PhaseTimes on Phases {\n    dnsMs\n    connectMs\n    tlsMs\n    ttfbMs\n    transferMs\n  }\n": typeof types.WebsiteChecksDocument,
    "\n  query CheckEvidence($id: ID!, $after: String) {\n    website(id: $id) {\n      id\n      ticks(first: 10, after: $after) {\n        nodes {\n          slot\n          region\n          evidence {\n            address\n            hops {\n              url\n              address\n              httpStatus\n              phases {\n                ...PhaseTimes\n              }\n            }\n            attempts {\n              outcome\n              reason\n              tookMs\n            }\n            findings {\n              expected\n              actual\n              verdict\n            }\n            certificates {\n              ...Certificate\n            }\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n\n  fragment Certificate on Certificate {\n    fingerprint\n    subject\n    names\n    issuer\n    notAfter\n    daysLeft\n    key\n  }\n": typeof types.CheckEvidenceDocument,
    "\n  query WebsiteTls($id: ID!) {\n    website(id: $id) {\n      id\n      tls {\n        region\n        version\n        cipher\n        problem\n        chain {\n          ...Certificate\n        }\n      }\n    }\n  }\n": typeof types.WebsiteTlsDocument,
    "\n  query RecentChecks($id: ID!) {\n    website(id: $id) {\n      id\n      recentChecks(last: 60) {\n        slots\n        regions\n        outcomes\n        responseTimesMs\n      }\n    }\n  }\n": typeof types.RecentChecksDocument,
    "\n  mutation CheckNow($id: ID!) {\n    checkNow(id: $id) {\n      id\n    }\n  }\n": typeof types.CheckNowDocument,
    "\n  mutation PauseWebsite($id: ID!) {\n    pauseWebsite(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.PauseWebsiteDocument,
    "\n  mutation ResumeWebsite($id: ID!) {\n    resumeWebsite(id: $id) {\n      id\n      status\n    }\n  }\n": typeof types.ResumeWebsiteDocument,
    "\n  mutation DeleteWebsite($id: ID!) {\n    deleteWebsite(id: $id)\n  }\n": typeof types.DeleteWebsiteDocument,
    "\n  fragment WebsiteRow on Website {\n    id\n    name\n    url\n    status\n    createdAt\n    intervalSecs\n    tags {\n      text\n      color\n    }\n    lastTick {\n      checkedAt\n      outcome\n      region\n      responseTimeMs\n      failure {\n        reason\n      }\n    }\n  }\n": typeof types.WebsiteRowFragmentDoc,
    "\n  query Websites($organizationId: ID!, $after: String) {\n    websites(first: 500, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.WebsitesDocument,
    "\n  subscription Ticks($organizationId: ID!, $after: String) {\n    ticks(organizationId: $organizationId, after: $after) {\n      cursor\n      website {\n        id\n      }\n      tick {\n        checkedAt\n        outcome\n        region\n        responseTimeMs\n        failure {\n          reason\n        }\n      }\n    }\n  }\n": typeof types.TicksDocument,
    "\n  subscription StatusChanges($organizationId: ID!, $after: String) {\n    statusChanges(organizationId: $organizationId, after: $after) {\n      cursor\n      status\n      website {\n        id\n      }\n    }\n  }\n": typeof types.StatusChangesDocument,
    "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n    }\n  }\n": typeof types.BulkResultFragmentDoc,
    "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": typeof types.CreateWebsiteDocument,
    "\n  mutation PauseWebsites($input: WebsiteSelectionInput!) {\n    pauseWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.PauseWebsitesDocument,
    "\n  mutation ResumeWebsites($input: WebsiteSelectionInput!) {\n    resumeWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.ResumeWebsitesDocument,
    "\n  mutation DeleteWebsites($input: WebsiteSelectionInput!) {\n    deleteWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.DeleteWebsitesDocument,
    "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n": typeof types.WebsiteDayFragmentDoc,
    "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.WebsiteDaysDocument,
};
const documents: Documents = {
    "\n  query Session {\n    viewer {\n      id\n      email\n    }\n    organizations {\n      id\n      name\n      personal\n      role\n    }\n  }\n": types.SessionDocument,
    "\n  query SignInOptions {\n    signInOptions {\n      passwords\n      passkeys\n      singleSignOn {\n        name\n      }\n      registration\n      mail\n    }\n  }\n": types.SignInOptionsDocument,
    "\n  mutation SignIn($input: SignInInput!) {\n    signInBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUpBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignUpDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": types.SignOutDocument,
    "\n  mutation StartPasskeySignIn {\n    startPasskeySignIn {\n      token\n      options\n    }\n  }\n": types.StartPasskeySignInDocument,
    "\n  mutation SignInByPasskey($input: SignInByPasskeyInput!) {\n    signInByPasskey(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignInByPasskeyDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    requestPasswordReset(input: $input)\n  }\n": types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input)\n  }\n": types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    verifyEmail(input: $input)\n  }\n": types.VerifyEmailDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": types.AcceptInvitationDocument,
    "\n  query WebsiteOverview($id: ID!) {\n    website(id: $id) {\n      id\n      name\n      url\n      status\n      intervalSecs\n      quorum\n      createdAt\n      inMaintenance\n      tags {\n        text\n      }\n      regionStatuses {\n        region\n        status\n      }\n      ticks(first: 50) {\n        nodes {\n          region\n          outcome\n          checkedAt\n          httpStatus\n          responseTimeMs\n          failure {\n            reason\n          }\n        }\n      }\n      changes(first: 1) {\n        nodes {\n          status\n          from\n        }\n      }\n    }\n  }\n": types.WebsiteOverviewDocument,
    "\n  query WebsiteAvailability($id: ID!) {\n    website(id: $id) {\n      id\n      createdAt\n      uptimeSeries(step: DAY) {\n        from\n        stepSecs\n        ratios\n        worst\n        downSecs\n      }\n      day: uptime(window: DAY) {\n        ...Availability\n      }\n      week: uptime(window: WEEK) {\n        ...Availability\n      }\n      month: uptime(window: MONTH) {\n        ...Availability\n      }\n      quarter: uptime(window: QUARTER) {\n        ...Availability\n      }\n    }\n  }\n\n  fragment Availability on Uptime {\n    ratio\n    coverage\n    downSecs\n    slots {\n      from\n      to\n      planned\n      recorded\n      unmeasured\n      missing\n    }\n  }\n": types.WebsiteAvailabilityDocument,
    "\n  query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {\n    website(id: $id) {\n      id\n      latency(window: $window, from: $from, to: $to, region: $region) {\n        count\n        p50Ms\n        p95Ms\n        p99Ms\n        phases {\n          dns {\n            ...Phase\n          }\n          connect {\n            ...Phase\n          }\n          tls {\n            ...Phase\n          }\n          ttfb {\n            ...Phase\n          }\n          transfer {\n            ...Phase\n          }\n        }\n      }\n      latencySeries(window: $window, from: $from, to: $to, region: $region) {\n        stepSecs\n        at\n        counts\n        p50Ms\n        p95Ms\n        p99Ms\n      }\n      changes(first: 100, region: $region) {\n        nodes {\n          status\n          from\n          to\n        }\n      }\n    }\n  }\n\n  fragment Phase on PhaseLatency {\n    count\n    meanMs\n    p50Ms\n    p95Ms\n    p99Ms\n  }\n": types.WebsiteLatencyDocument,
    "\n  query WebsiteHistory($id: ID!, $first: Int!) {\n    website(id: $id) {\n      id\n      open: incidents(first: 100, open: true) {\n        nodes {\n          ...WebsiteIncident\n        }\n      }\n      incidents(first: $first, open: false) {\n        nodes {\n          ...WebsiteIncident\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      verdicts(first: $first) {\n        nodes {\n          kind\n          firstAt\n          lastAt\n          count\n          needed\n          incidentId\n          votes {\n            region\n            slot\n            say\n            failures\n          }\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      changes(first: $first) {\n        nodes {\n          status\n          from\n          to\n          maintenanceSecs\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n\n  fragment WebsiteIncident on Incident {\n    id\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    durationSecs\n    cause\n    flapping\n  }\n": types.WebsiteHistoryDocument,
    "\n  query WebsiteChecks($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 60) {\n        edges {\n          cursor\n          node {\n            slot\n            region\n            askedBy\n            checkedAt\n            outcome\n            httpStatus\n            responseTimeMs\n            attempts\n            phases {\n              ...PhaseTimes\n            }\n            failure {\n              detail\n              reason\n            }\n          }\n        }\n      }\n    }\n  }\n\n  fragment PhaseTimes on Phases {\n    dnsMs\n    connectMs\n    tlsMs\n    ttfbMs\n    transferMs\n  }\n": types.WebsiteChecksDocument,
    "\n  query CheckEvidence($id: ID!, $after: String) {\n    website(id: $id) {\n      id\n      ticks(first: 10, after: $after) {\n        nodes {\n          slot\n          region\n          evidence {\n            address\n            hops {\n              url\n              address\n              httpStatus\n              phases {\n                ...PhaseTimes\n              }\n            }\n            attempts {\n              outcome\n              reason\n              tookMs\n            }\n            findings {\n              expected\n              actual\n              verdict\n            }\n            certificates {\n              ...Certificate\n            }\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n\n  fragment Certificate on Certificate {\n    fingerprint\n    subject\n    names\n    issuer\n    notAfter\n    daysLeft\n    key\n  }\n": types.CheckEvidenceDocument,
    "\n  query WebsiteTls($id: ID!) {\n    website(id: $id) {\n      id\n      tls {\n        region\n        version\n        cipher\n        problem\n        chain {\n          ...Certificate\n        }\n      }\n    }\n  }\n": types.WebsiteTlsDocument,
    "\n  query RecentChecks($id: ID!) {\n    website(id: $id) {\n      id\n      recentChecks(last: 60) {\n        slots\n        regions\n        outcomes\n        responseTimesMs\n      }\n    }\n  }\n": types.RecentChecksDocument,
    "\n  mutation CheckNow($id: ID!) {\n    checkNow(id: $id) {\n      id\n    }\n  }\n": types.CheckNowDocument,
    "\n  mutation PauseWebsite($id: ID!) {\n    pauseWebsite(id: $id) {\n      id\n      status\n    }\n  }\n": types.PauseWebsiteDocument,
    "\n  mutation ResumeWebsite($id: ID!) {\n    resumeWebsite(id: $id) {\n      id\n      status\n    }\n  }\n": types.ResumeWebsiteDocument,
    "\n  mutation DeleteWebsite($id: ID!) {\n    deleteWebsite(id: $id)\n  }\n": types.DeleteWebsiteDocument,
    "\n  fragment WebsiteRow on Website {\n    id\n    name\n    url\n    status\n    createdAt\n    intervalSecs\n    tags {\n      text\n      color\n    }\n    lastTick {\n      checkedAt\n      outcome\n      region\n      responseTimeMs\n      failure {\n        reason\n      }\n    }\n  }\n": types.WebsiteRowFragmentDoc,
    "\n  query Websites($organizationId: ID!, $after: String) {\n    websites(first: 500, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.WebsitesDocument,
    "\n  subscription Ticks($organizationId: ID!, $after: String) {\n    ticks(organizationId: $organizationId, after: $after) {\n      cursor\n      website {\n        id\n      }\n      tick {\n        checkedAt\n        outcome\n        region\n        responseTimeMs\n        failure {\n          reason\n        }\n      }\n    }\n  }\n": types.TicksDocument,
    "\n  subscription StatusChanges($organizationId: ID!, $after: String) {\n    statusChanges(organizationId: $organizationId, after: $after) {\n      cursor\n      status\n      website {\n        id\n      }\n    }\n  }\n": types.StatusChangesDocument,
    "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n    }\n  }\n": types.BulkResultFragmentDoc,
    "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": types.CreateWebsiteDocument,
    "\n  mutation PauseWebsites($input: WebsiteSelectionInput!) {\n    pauseWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.PauseWebsitesDocument,
    "\n  mutation ResumeWebsites($input: WebsiteSelectionInput!) {\n    resumeWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.ResumeWebsitesDocument,
    "\n  mutation DeleteWebsites($input: WebsiteSelectionInput!) {\n    deleteWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.DeleteWebsitesDocument,
    "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n": types.WebsiteDayFragmentDoc,
    "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.WebsiteDaysDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Session {\n    viewer {\n      id\n      email\n    }\n    organizations {\n      id\n      name\n      personal\n      role\n    }\n  }\n"): typeof import('./graphql').SessionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SignInOptions {\n    signInOptions {\n      passwords\n      passkeys\n      singleSignOn {\n        name\n      }\n      registration\n      mail\n    }\n  }\n"): typeof import('./graphql').SignInOptionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignIn($input: SignInInput!) {\n    signInBrowser(input: $input) {\n      expiresAt\n    }\n  }\n"): typeof import('./graphql').SignInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignUp($input: SignUpInput!) {\n    signUpBrowser(input: $input) {\n      expiresAt\n    }\n  }\n"): typeof import('./graphql').SignUpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignOut {\n    signOut\n  }\n"): typeof import('./graphql').SignOutDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartPasskeySignIn {\n    startPasskeySignIn {\n      token\n      options\n    }\n  }\n"): typeof import('./graphql').StartPasskeySignInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SignInByPasskey($input: SignInByPasskeyInput!) {\n    signInByPasskey(input: $input) {\n      expiresAt\n    }\n  }\n"): typeof import('./graphql').SignInByPasskeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    requestPasswordReset(input: $input)\n  }\n"): typeof import('./graphql').RequestPasswordResetDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input)\n  }\n"): typeof import('./graphql').ResetPasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    verifyEmail(input: $input)\n  }\n"): typeof import('./graphql').VerifyEmailDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n"): typeof import('./graphql').AcceptInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteOverview($id: ID!) {\n    website(id: $id) {\n      id\n      name\n      url\n      status\n      intervalSecs\n      quorum\n      createdAt\n      inMaintenance\n      tags {\n        text\n      }\n      regionStatuses {\n        region\n        status\n      }\n      ticks(first: 50) {\n        nodes {\n          region\n          outcome\n          checkedAt\n          httpStatus\n          responseTimeMs\n          failure {\n            reason\n          }\n        }\n      }\n      changes(first: 1) {\n        nodes {\n          status\n          from\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteOverviewDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteAvailability($id: ID!) {\n    website(id: $id) {\n      id\n      createdAt\n      uptimeSeries(step: DAY) {\n        from\n        stepSecs\n        ratios\n        worst\n        downSecs\n      }\n      day: uptime(window: DAY) {\n        ...Availability\n      }\n      week: uptime(window: WEEK) {\n        ...Availability\n      }\n      month: uptime(window: MONTH) {\n        ...Availability\n      }\n      quarter: uptime(window: QUARTER) {\n        ...Availability\n      }\n    }\n  }\n\n  fragment Availability on Uptime {\n    ratio\n    coverage\n    downSecs\n    slots {\n      from\n      to\n      planned\n      recorded\n      unmeasured\n      missing\n    }\n  }\n"): typeof import('./graphql').WebsiteAvailabilityDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteLatency($id: ID!, $window: Window, $from: DateTime, $to: DateTime, $region: String) {\n    website(id: $id) {\n      id\n      latency(window: $window, from: $from, to: $to, region: $region) {\n        count\n        p50Ms\n        p95Ms\n        p99Ms\n        phases {\n          dns {\n            ...Phase\n          }\n          connect {\n            ...Phase\n          }\n          tls {\n            ...Phase\n          }\n          ttfb {\n            ...Phase\n          }\n          transfer {\n            ...Phase\n          }\n        }\n      }\n      latencySeries(window: $window, from: $from, to: $to, region: $region) {\n        stepSecs\n        at\n        counts\n        p50Ms\n        p95Ms\n        p99Ms\n      }\n      changes(first: 100, region: $region) {\n        nodes {\n          status\n          from\n          to\n        }\n      }\n    }\n  }\n\n  fragment Phase on PhaseLatency {\n    count\n    meanMs\n    p50Ms\n    p95Ms\n    p99Ms\n  }\n"): typeof import('./graphql').WebsiteLatencyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteHistory($id: ID!, $first: Int!) {\n    website(id: $id) {\n      id\n      open: incidents(first: 100, open: true) {\n        nodes {\n          ...WebsiteIncident\n        }\n      }\n      incidents(first: $first, open: false) {\n        nodes {\n          ...WebsiteIncident\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      verdicts(first: $first) {\n        nodes {\n          kind\n          firstAt\n          lastAt\n          count\n          needed\n          incidentId\n          votes {\n            region\n            slot\n            say\n            failures\n          }\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n      changes(first: $first) {\n        nodes {\n          status\n          from\n          to\n          maintenanceSecs\n        }\n        pageInfo {\n          hasNextPage\n        }\n      }\n    }\n  }\n\n  fragment WebsiteIncident on Incident {\n    id\n    openedAt\n    acknowledgedAt\n    resolvedAt\n    durationSecs\n    cause\n    flapping\n  }\n"): typeof import('./graphql').WebsiteHistoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteChecks($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 60) {\n        edges {\n          cursor\n          node {\n            slot\n            region\n            askedBy\n            checkedAt\n            outcome\n            httpStatus\n            responseTimeMs\n            attempts\n            phases {\n              ...PhaseTimes\n            }\n            failure {\n              detail\n              reason\n            }\n          }\n        }\n      }\n    }\n  }\n\n  fragment PhaseTimes on Phases {\n    dnsMs\n    connectMs\n    tlsMs\n    ttfbMs\n    transferMs\n  }\n"): typeof import('./graphql').WebsiteChecksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query CheckEvidence($id: ID!, $after: String) {\n    website(id: $id) {\n      id\n      ticks(first: 10, after: $after) {\n        nodes {\n          slot\n          region\n          evidence {\n            address\n            hops {\n              url\n              address\n              httpStatus\n              phases {\n                ...PhaseTimes\n              }\n            }\n            attempts {\n              outcome\n              reason\n              tookMs\n            }\n            findings {\n              expected\n              actual\n              verdict\n            }\n            certificates {\n              ...Certificate\n            }\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n\n  fragment Certificate on Certificate {\n    fingerprint\n    subject\n    names\n    issuer\n    notAfter\n    daysLeft\n    key\n  }\n"): typeof import('./graphql').CheckEvidenceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteTls($id: ID!) {\n    website(id: $id) {\n      id\n      tls {\n        region\n        version\n        cipher\n        problem\n        chain {\n          ...Certificate\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteTlsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RecentChecks($id: ID!) {\n    website(id: $id) {\n      id\n      recentChecks(last: 60) {\n        slots\n        regions\n        outcomes\n        responseTimesMs\n      }\n    }\n  }\n"): typeof import('./graphql').RecentChecksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CheckNow($id: ID!) {\n    checkNow(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').CheckNowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseWebsite($id: ID!) {\n    pauseWebsite(id: $id) {\n      id\n      status\n    }\n  }\n"): typeof import('./graphql').PauseWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeWebsite($id: ID!) {\n    resumeWebsite(id: $id) {\n      id\n      status\n    }\n  }\n"): typeof import('./graphql').ResumeWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebsite($id: ID!) {\n    deleteWebsite(id: $id)\n  }\n"): typeof import('./graphql').DeleteWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebsiteRow on Website {\n    id\n    name\n    url\n    status\n    createdAt\n    intervalSecs\n    tags {\n      text\n      color\n    }\n    lastTick {\n      checkedAt\n      outcome\n      region\n      responseTimeMs\n      failure {\n        reason\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Websites($organizationId: ID!, $after: String) {\n    websites(first: 500, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').WebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Ticks($organizationId: ID!, $after: String) {\n    ticks(organizationId: $organizationId, after: $after) {\n      cursor\n      website {\n        id\n      }\n      tick {\n        checkedAt\n        outcome\n        region\n        responseTimeMs\n        failure {\n          reason\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').TicksDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription StatusChanges($organizationId: ID!, $after: String) {\n    statusChanges(organizationId: $organizationId, after: $after) {\n      cursor\n      status\n      website {\n        id\n      }\n    }\n  }\n"): typeof import('./graphql').StatusChangesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n    }\n  }\n"): typeof import('./graphql').BulkResultFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n"): typeof import('./graphql').CreateWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseWebsites($input: WebsiteSelectionInput!) {\n    pauseWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n"): typeof import('./graphql').PauseWebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeWebsites($input: WebsiteSelectionInput!) {\n    resumeWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n"): typeof import('./graphql').ResumeWebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteWebsites($input: WebsiteSelectionInput!) {\n    deleteWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n"): typeof import('./graphql').DeleteWebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteDayFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteDaysDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
