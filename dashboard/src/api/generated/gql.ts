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
