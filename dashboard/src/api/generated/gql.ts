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
    "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n      code\n      field\n      retryAfterSecs\n    }\n  }\n": typeof types.BulkResultFragmentDoc,
    "\n  mutation PauseWebsites($input: WebsiteSelectionInput!) {\n    pauseWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.PauseWebsitesDocument,
    "\n  mutation ResumeWebsites($input: WebsiteSelectionInput!) {\n    resumeWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.ResumeWebsitesDocument,
    "\n  mutation DeleteWebsites($input: WebsiteSelectionInput!) {\n    deleteWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.DeleteWebsitesDocument,
    "\n  mutation TagWebsites($input: TagWebsitesInput!) {\n    tagWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.TagWebsitesDocument,
    "\n  mutation UpdateWebsites($input: UpdateWebsitesInput!) {\n    updateWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": typeof types.UpdateWebsitesDocument,
    "\n  query SettingsBefore($organizationId: ID!, $after: String) {\n    websites(first: 1000, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...SettingsBefore\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n\n  fragment SettingsBefore on Website {\n    id\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    degradedAboveMs\n    downAboveMs\n    tags {\n      text\n    }\n  }\n": typeof types.SettingsBeforeDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      device\n      address\n      createdAt\n      lastSeenAt\n      expiresAt\n      current\n    }\n  }\n": typeof types.SessionsDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": typeof types.RevokeSessionDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input)\n  }\n": typeof types.ChangePasswordDocument,
    "\n  query Passkeys {\n    passkeys {\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n": typeof types.PasskeysDocument,
    "\n  mutation StartPasskeyRegistration($input: StartPasskeyRegistrationInput!) {\n    startPasskeyRegistration(input: $input) {\n      token\n      options\n    }\n  }\n": typeof types.StartPasskeyRegistrationDocument,
    "\n  mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {\n    finishPasskeyRegistration(input: $input) {\n      id\n    }\n  }\n": typeof types.FinishPasskeyRegistrationDocument,
    "\n  mutation RemovePasskey($id: ID!) {\n    removePasskey(id: $id)\n  }\n": typeof types.RemovePasskeyDocument,
    "\n  query SecondFactor {\n    secondFactor {\n      totp\n      recoveryCodesLeft\n    }\n  }\n": typeof types.SecondFactorDocument,
    "\n  mutation SetUpTotp($input: SetUpTotpInput!) {\n    setUpTotp(input: $input) {\n      secret\n      uri\n    }\n  }\n": typeof types.SetUpTotpDocument,
    "\n  mutation ConfirmTotp($input: ConfirmTotpInput!) {\n    confirmTotp(input: $input) {\n      codes\n    }\n  }\n": typeof types.ConfirmTotpDocument,
    "\n  mutation ReplaceRecoveryCodes($input: ReplaceRecoveryCodesInput!) {\n    replaceRecoveryCodes(input: $input) {\n      codes\n    }\n  }\n": typeof types.ReplaceRecoveryCodesDocument,
    "\n  mutation RemoveTotp($input: RemoveTotpInput!) {\n    removeTotp(input: $input) {\n      totp\n    }\n  }\n": typeof types.RemoveTotpDocument,
    "\n  query Identities {\n    identities {\n      id\n      issuer\n      subject\n      createdAt\n    }\n  }\n": typeof types.IdentitiesDocument,
    "\n  mutation UnlinkIdentity($id: ID!) {\n    unlinkIdentity(id: $id)\n  }\n": typeof types.UnlinkIdentityDocument,
    "\n  query AuditLog($organizationId: ID!, $filter: AuditLogFilterInput, $after: String) {\n    auditLog(first: 50, after: $after, filter: $filter, organizationId: $organizationId) {\n      nodes {\n        id\n        createdAt\n        action\n        actor\n        userId\n        apiKeyId\n        address\n        objectId\n        objectName\n        changes {\n          field\n          before\n          after\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.AuditLogDocument,
    "\n  fragment ChannelRow on Channel {\n    id\n    name\n    kind\n    kinds\n    websiteIds\n    tags {\n      text\n    }\n    paused\n    fallback\n    failingSince\n    broken\n    problem\n  }\n": typeof types.ChannelRowFragmentDoc,
    "\n  fragment ChannelDetails on Channel {\n    ...ChannelRow\n    settings {\n      name\n      value\n    }\n    repeatSecs\n    timeZone\n    quiet {\n      from\n      to\n      days\n      except\n    }\n  }\n": typeof types.ChannelDetailsFragmentDoc,
    "\n  query Channels($organizationId: ID!) {\n    channels(organizationId: $organizationId) {\n      ...ChannelRow\n    }\n  }\n": typeof types.ChannelsDocument,
    "\n  query Channel($id: ID!) {\n    channel(id: $id) {\n      ...ChannelDetails\n    }\n  }\n": typeof types.ChannelDocument,
    "\n  query ChannelDeliveries($id: ID!, $state: DeliveryState, $after: String) {\n    channel(id: $id) {\n      deliveries(first: 20, state: $state, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.ChannelDeliveriesDocument,
    "\n  mutation CreateChannel($input: CreateChannelInput!) {\n    createChannel(input: $input) {\n      id\n    }\n  }\n": typeof types.CreateChannelDocument,
    "\n  mutation UpdateChannel($input: UpdateChannelInput!) {\n    updateChannel(input: $input) {\n      id\n    }\n  }\n": typeof types.UpdateChannelDocument,
    "\n  mutation PauseChannel($id: ID!) {\n    pauseChannel(id: $id) {\n      id\n    }\n  }\n": typeof types.PauseChannelDocument,
    "\n  mutation ResumeChannel($id: ID!) {\n    resumeChannel(id: $id) {\n      id\n    }\n  }\n": typeof types.ResumeChannelDocument,
    "\n  mutation DeleteChannel($id: ID!) {\n    deleteChannel(id: $id)\n  }\n": typeof types.DeleteChannelDocument,
    "\n  mutation TestChannel($id: ID!) {\n    testChannel(id: $id) {\n      ...DeliveryEntry\n    }\n  }\n": typeof types.TestChannelDocument,
    "\n  query PreviewTemplate($input: PreviewTemplateInput!) {\n    previewTemplate(input: $input)\n  }\n": typeof types.PreviewTemplateDocument,
    "\n  mutation SignIn($input: SignInInput!) {\n    signInBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUpBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignUpDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": typeof types.SignOutDocument,
    "\n  mutation StartPasskeySignIn {\n    startPasskeySignIn {\n      token\n      options\n    }\n  }\n": typeof types.StartPasskeySignInDocument,
    "\n  mutation SignInByPasskey($input: SignInByPasskeyInput!) {\n    signInByPasskey(input: $input) {\n      expiresAt\n    }\n  }\n": typeof types.SignInByPasskeyDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    requestPasswordReset(input: $input)\n  }\n": typeof types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input)\n  }\n": typeof types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    verifyEmail(input: $input)\n  }\n": typeof types.VerifyEmailDocument,
    "\n  query Regions {\n    regions {\n      name\n      silent\n      impaired\n      reason\n    }\n  }\n": typeof types.RegionsDocument,
    "\n  query Operation {\n    instance {\n      version\n      observedAt\n      schedulerLatenessMs\n      troubles {\n        kind\n        region\n        text\n        since\n      }\n    }\n    regions {\n      name\n      probers {\n        name\n        version\n        alive\n        seenAt\n        impairment\n        running\n        capacity\n        waitingResults\n      }\n      queue {\n        checks {\n          entries\n          pending\n          oldestAt\n        }\n        results {\n          entries\n          pending\n          oldestAt\n        }\n        dead {\n          entries\n          oldestAt\n        }\n      }\n    }\n  }\n": typeof types.OperationDocument,
    "\n  query LedgerPage($organizationId: ID!, $from: DateTime!, $after: String) {\n    websites(first: 100, after: $after, organizationId: $organizationId) {\n      nodes {\n        id\n        name\n        uptime(from: $from) {\n          slots {\n            planned\n            recorded\n            unmeasured\n            missing\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.LedgerPageDocument,
    "\n  fragment IncidentRow on Incident {\n    id\n    cause\n    openedAt\n    acknowledgedAt\n    acknowledgedBy {\n      email\n    }\n    resolvedAt\n    resolvedBy {\n      email\n    }\n    durationSecs\n    flapping\n    website {\n      id\n      name\n    }\n  }\n": typeof types.IncidentRowFragmentDoc,
    "\n  query Incidents($organizationId: ID!, $open: Boolean!, $after: String) {\n    incidents(organizationId: $organizationId, open: $open, first: 30, after: $after) {\n      nodes {\n        ...IncidentRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.IncidentsDocument,
    "\n  query OpenIncidents($organizationId: ID!) {\n    incidents(organizationId: $organizationId, open: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": typeof types.OpenIncidentsDocument,
    "\n  fragment EvidenceTick on Tick {\n    checkedAt\n    region\n    outcome\n    httpStatus\n    responseTimeMs\n    attempts\n    failure {\n      reason\n    }\n    evidence {\n      address\n      addresses\n      head\n      body\n      findings {\n        expected\n        actual\n        verdict\n      }\n      attempts {\n        outcome\n        reason\n        tookMs\n      }\n    }\n  }\n": typeof types.EvidenceTickFragmentDoc,
    "\n  query Incident($id: ID!) {\n    incident(id: $id) {\n      ...IncidentRow\n      failingTick {\n        ...EvidenceTick\n      }\n      healthyTick {\n        ...EvidenceTick\n      }\n    }\n  }\n": typeof types.IncidentDocument,
    "\n  query Timeline($id: ID!, $after: String) {\n    incident(id: $id) {\n      timeline(first: 100, after: $after) {\n        nodes {\n          at\n          kind\n          region\n          status\n          user {\n            email\n          }\n          text\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.TimelineDocument,
    "\n  query IncidentDeliveries($id: ID!, $after: String) {\n    incident(id: $id) {\n      deliveries(first: 20, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.IncidentDeliveriesDocument,
    "\n  mutation AcknowledgeIncident($id: ID!) {\n    acknowledgeIncident(id: $id) {\n      id\n    }\n  }\n": typeof types.AcknowledgeIncidentDocument,
    "\n  mutation ResolveIncident($id: ID!) {\n    resolveIncident(id: $id) {\n      id\n    }\n  }\n": typeof types.ResolveIncidentDocument,
    "\n  mutation AddIncidentNote($input: AddIncidentNoteInput!) {\n    addIncidentNote(input: $input) {\n      id\n    }\n  }\n": typeof types.AddIncidentNoteDocument,
    "\n  subscription IncidentEvents($organizationId: ID!, $after: String) {\n    incidents(organizationId: $organizationId, after: $after) {\n      cursor\n    }\n  }\n": typeof types.IncidentEventsDocument,
    "\n  fragment MaintenanceRow on Maintenance {\n    id\n    title\n    publicTitle\n    websiteIds\n    tags {\n      text\n    }\n    from\n    to\n    rule {\n      daily {\n        from\n        to\n      }\n      weekly {\n        days\n        from\n        to\n      }\n      monthly {\n        days\n        from\n        to\n      }\n      cron {\n        expression\n        durationSecs\n      }\n    }\n    timeZone\n    state\n    currentWindow {\n      from\n      to\n    }\n    nextWindow {\n      from\n      to\n    }\n    cancelledAt\n  }\n": typeof types.MaintenanceRowFragmentDoc,
    "\n  query Maintenances($organizationId: ID!, $state: MaintenanceState!, $after: String) {\n    maintenances(organizationId: $organizationId, state: $state, first: 30, after: $after) {\n      nodes {\n        ...MaintenanceRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.MaintenancesDocument,
    "\n  query MaintenanceMonth($organizationId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {\n    maintenances(organizationId: $organizationId, first: 30, after: $after) {\n      nodes {\n        id\n        title\n        windows(first: 62, from: $from, to: $to) {\n          nodes {\n            from\n            to\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.MaintenanceMonthDocument,
    "\n  mutation CreateMaintenance($input: CreateMaintenanceInput!) {\n    createMaintenance(input: $input) {\n      id\n    }\n  }\n": typeof types.CreateMaintenanceDocument,
    "\n  mutation StartMaintenance($id: ID!) {\n    startMaintenance(id: $id) {\n      id\n    }\n  }\n": typeof types.StartMaintenanceDocument,
    "\n  mutation EndMaintenance($id: ID!) {\n    endMaintenance(id: $id) {\n      id\n    }\n  }\n": typeof types.EndMaintenanceDocument,
    "\n  mutation CancelMaintenance($id: ID!) {\n    cancelMaintenance(id: $id) {\n      id\n    }\n  }\n": typeof types.CancelMaintenanceDocument,
    "\n  query Organization($id: ID!, $isAdmin: Boolean!) {\n    organization(id: $id) {\n      id\n      members {\n        role\n        user {\n          id\n          email\n        }\n      }\n      invitations @include(if: $isAdmin) {\n        id\n        role\n        email\n        createdAt\n        expiresAt\n      }\n      apiKeys @include(if: $isAdmin) {\n        id\n        name\n        scope\n        prefix\n        createdAt\n        expiresAt\n        lastUsedAt\n        tags {\n          text\n        }\n      }\n    }\n  }\n": typeof types.OrganizationDocument,
    "\n  mutation CreateOrganization($input: CreateOrganizationInput!) {\n    createOrganization(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": typeof types.CreateOrganizationDocument,
    "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) {\n      id\n    }\n  }\n": typeof types.UpdateOrganizationDocument,
    "\n  mutation DeleteOrganization($id: ID!) {\n    deleteOrganization(id: $id)\n  }\n": typeof types.DeleteOrganizationDocument,
    "\n  mutation LeaveOrganization($id: ID!) {\n    leaveOrganization(id: $id)\n  }\n": typeof types.LeaveOrganizationDocument,
    "\n  mutation TransferOrganization($input: MemberInput!) {\n    transferOrganization(input: $input) {\n      id\n    }\n  }\n": typeof types.TransferOrganizationDocument,
    "\n  mutation SetRole($input: SetRoleInput!) {\n    setRole(input: $input) {\n      id\n    }\n  }\n": typeof types.SetRoleDocument,
    "\n  mutation RemoveMember($input: MemberInput!) {\n    removeMember(input: $input) {\n      id\n    }\n  }\n": typeof types.RemoveMemberDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      token\n      url\n    }\n  }\n": typeof types.InviteMemberDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id)\n  }\n": typeof types.RevokeInvitationDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": typeof types.AcceptInvitationDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      token\n    }\n  }\n": typeof types.CreateApiKeyDocument,
    "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id)\n  }\n": typeof types.RevokeApiKeyDocument,
    "\n  fragment StatusPageRow on StatusPage {\n    id\n    slug\n    url\n    title\n    access\n    publishedAt\n    components {\n      id\n    }\n  }\n": typeof types.StatusPageRowFragmentDoc,
    "\n  query StatusPages($organizationId: ID!) {\n    statusPages(organizationId: $organizationId) {\n      ...StatusPageRow\n    }\n  }\n": typeof types.StatusPagesDocument,
    "\n  mutation PublishStatusPage($id: ID!) {\n    publishStatusPage(id: $id) {\n      id\n    }\n  }\n": typeof types.PublishStatusPageDocument,
    "\n  mutation UnpublishStatusPage($id: ID!) {\n    unpublishStatusPage(id: $id) {\n      id\n    }\n  }\n": typeof types.UnpublishStatusPageDocument,
    "\n  mutation DeleteStatusPage($id: ID!) {\n    deleteStatusPage(id: $id)\n  }\n": typeof types.DeleteStatusPageDocument,
    "\n  fragment StatusPageSettings on StatusPage {\n    id\n    slug\n    url\n    title\n    text\n    language\n    color\n    links {\n      label\n      url\n    }\n    hasLogo\n    foldSections\n    publishIncidents\n    host\n    access\n    networks\n    publishedAt\n    components {\n      id\n      name\n      description\n      section\n      websiteId\n      websiteName\n      tag {\n        text\n      }\n      status\n      shows {\n        bars\n        uptime\n        latency\n        regions\n      }\n    }\n  }\n": typeof types.StatusPageSettingsFragmentDoc,
    "\n  query StatusPage($id: ID!) {\n    statusPage(id: $id) {\n      ...StatusPageSettings\n    }\n  }\n": typeof types.StatusPageDocument,
    "\n  mutation CreateStatusPage($input: CreateStatusPageInput!) {\n    createStatusPage(input: $input) {\n      id\n    }\n  }\n": typeof types.CreateStatusPageDocument,
    "\n  mutation UpdateStatusPage($input: UpdateStatusPageInput!) {\n    updateStatusPage(input: $input) {\n      id\n    }\n  }\n": typeof types.UpdateStatusPageDocument,
    "\n  mutation PreviewStatusPage($input: CreateStatusPageInput!) {\n    previewStatusPage(input: $input)\n  }\n": typeof types.PreviewStatusPageDocument,
    "\n  mutation PreviewStatusPageUpdate($input: UpdateStatusPageInput!) {\n    previewStatusPageUpdate(input: $input)\n  }\n": typeof types.PreviewStatusPageUpdateDocument,
    "\n  fragment PageIncidentRow on StatusPageIncident {\n    id\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n    }\n  }\n": typeof types.PageIncidentRowFragmentDoc,
    "\n  query StatusPageIncidents($id: ID!, $open: Boolean!, $after: String) {\n    statusPage(id: $id) {\n      incidents(first: 20, open: $open, after: $after) {\n        nodes {\n          ...PageIncidentRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": typeof types.StatusPageIncidentsDocument,
    "\n  fragment PageIncidentDetails on StatusPageIncident {\n    id\n    statusPageId\n    incidentId\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n      text\n      at\n      automatic\n      affected {\n        componentId\n        status\n      }\n    }\n  }\n": typeof types.PageIncidentDetailsFragmentDoc,
    "\n  query StatusPageIncident($id: ID!) {\n    statusPageIncident(id: $id) {\n      ...PageIncidentDetails\n    }\n  }\n": typeof types.StatusPageIncidentDocument,
    "\n  mutation CreateStatusPageIncident($input: CreateStatusPageIncidentInput!) {\n    createStatusPageIncident(input: $input) {\n      id\n    }\n  }\n": typeof types.CreateStatusPageIncidentDocument,
    "\n  mutation UpdateStatusPageIncident($input: UpdateStatusPageIncidentInput!) {\n    updateStatusPageIncident(input: $input) {\n      id\n    }\n  }\n": typeof types.UpdateStatusPageIncidentDocument,
    "\n  mutation PublishStatusPageIncident($id: ID!) {\n    publishStatusPageIncident(id: $id) {\n      id\n    }\n  }\n": typeof types.PublishStatusPageIncidentDocument,
    "\n  mutation PostStatusUpdate($input: PostStatusUpdateInput!) {\n    postStatusUpdate(input: $input) {\n      id\n    }\n  }\n": typeof types.PostStatusUpdateDocument,
    "\n  mutation DeleteStatusPageIncident($id: ID!) {\n    deleteStatusPageIncident(id: $id)\n  }\n": typeof types.DeleteStatusPageIncidentDocument,
    "\n  mutation DraftStatusPageIncidents($id: ID!) {\n    draftStatusPageIncidents(id: $id) {\n      id\n      statusPageId\n      title\n    }\n  }\n": typeof types.DraftStatusPageIncidentsDocument,
    "\n  fragment WebsiteSettings on Website {\n    id\n    name\n    url\n    tags {\n      text\n    }\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    ipVersion\n    degradedAboveMs\n    downAboveMs\n    tlsRules {\n      minVersion\n      degradedBelowDays\n      ignoreErrors\n    }\n    check {\n      kind\n      http {\n        method\n        headers\n        body\n        auth\n        clientCertificate\n        version\n        maxRedirects\n        bodyLimitBytes\n        statuses\n        assertions {\n          subject\n          property\n          comparison\n          value\n        }\n        host\n        connectTo\n      }\n      tcp {\n        tls\n        send\n        expect\n      }\n      dns {\n        record\n        server\n        expect\n        rcode\n      }\n      ping {\n        count\n        maxLossPercent\n        degradedAboveJitterMs\n      }\n      tls {\n        connectTo\n      }\n      webSocket {\n        headers\n        subprotocol\n        send\n        expect\n        host\n        connectTo\n      }\n      smtp {\n        startTls\n      }\n    }\n  }\n": typeof types.WebsiteSettingsFragmentDoc,
    "\n  query WebsiteToEdit($id: ID!) {\n    website(id: $id) {\n      ...WebsiteSettings\n    }\n  }\n": typeof types.WebsiteToEditDocument,
    "\n  mutation UpdateWebsite($input: UpdateWebsiteInput!) {\n    updateWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": typeof types.UpdateWebsiteDocument,
    "\n  mutation TryCheck($input: CreateWebsiteInput!) {\n    tryCheck(input: $input) {\n      ...Trial\n    }\n  }\n\n  fragment Trial on RegionTrial {\n    region\n    result {\n      checkedAt\n      outcome\n      httpStatus\n      responseTimeMs\n      failure {\n        reason\n      }\n      evidence {\n        address\n        findings {\n          expected\n          actual\n          verdict\n        }\n        head\n        body\n      }\n      tls {\n        version\n        problem\n        chain {\n          daysLeft\n        }\n      }\n    }\n  }\n": typeof types.TryCheckDocument,
    "\n  mutation TryUpdate($input: UpdateWebsiteInput!) {\n    tryUpdate(input: $input) {\n      ...Trial\n    }\n  }\n": typeof types.TryUpdateDocument,
    "\n  query LastAnswers($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 10) {\n        nodes {\n          checkedAt\n          region\n          httpStatus\n          evidence {\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n": typeof types.LastAnswersDocument,
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
    "\n  query WebsiteIds($organizationId: ID!, $region: String, $sort: WebsiteSort, $after: String) {\n    websites(\n      first: 1000\n      after: $after\n      organizationId: $organizationId\n      region: $region\n      sort: $sort\n    ) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.WebsiteIdsDocument,
    "\n  query RegionNames {\n    regions {\n      name\n      silent\n      impaired\n    }\n  }\n": typeof types.RegionNamesDocument,
    "\n  subscription Ticks($organizationId: ID!, $after: String) {\n    ticks(organizationId: $organizationId, after: $after) {\n      cursor\n      website {\n        id\n      }\n      tick {\n        checkedAt\n        outcome\n        region\n        responseTimeMs\n        failure {\n          reason\n        }\n      }\n    }\n  }\n": typeof types.TicksDocument,
    "\n  subscription StatusChanges($organizationId: ID!, $after: String) {\n    statusChanges(organizationId: $organizationId, after: $after) {\n      cursor\n      status\n      website {\n        id\n      }\n    }\n  }\n": typeof types.StatusChangesDocument,
    "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": typeof types.CreateWebsiteDocument,
    "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n": typeof types.WebsiteDayFragmentDoc,
    "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.WebsiteDaysDocument,
    "\n  fragment DeliveryEntry on Delivery {\n    id\n    kind\n    state\n    channel {\n      id\n      name\n      kind\n    }\n    incidentId\n    websiteName\n    createdAt\n    endedAt\n    attempts {\n      at\n      outcome\n      status\n      tookMs\n      reply\n    }\n  }\n": typeof types.DeliveryEntryFragmentDoc,
};
const documents: Documents = {
    "\n  query Session {\n    viewer {\n      id\n      email\n    }\n    organizations {\n      id\n      name\n      personal\n      role\n    }\n  }\n": types.SessionDocument,
    "\n  query SignInOptions {\n    signInOptions {\n      passwords\n      passkeys\n      singleSignOn {\n        name\n      }\n      registration\n      mail\n    }\n  }\n": types.SignInOptionsDocument,
    "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n      code\n      field\n      retryAfterSecs\n    }\n  }\n": types.BulkResultFragmentDoc,
    "\n  mutation PauseWebsites($input: WebsiteSelectionInput!) {\n    pauseWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.PauseWebsitesDocument,
    "\n  mutation ResumeWebsites($input: WebsiteSelectionInput!) {\n    resumeWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.ResumeWebsitesDocument,
    "\n  mutation DeleteWebsites($input: WebsiteSelectionInput!) {\n    deleteWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.DeleteWebsitesDocument,
    "\n  mutation TagWebsites($input: TagWebsitesInput!) {\n    tagWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.TagWebsitesDocument,
    "\n  mutation UpdateWebsites($input: UpdateWebsitesInput!) {\n    updateWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n": types.UpdateWebsitesDocument,
    "\n  query SettingsBefore($organizationId: ID!, $after: String) {\n    websites(first: 1000, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...SettingsBefore\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n\n  fragment SettingsBefore on Website {\n    id\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    degradedAboveMs\n    downAboveMs\n    tags {\n      text\n    }\n  }\n": types.SettingsBeforeDocument,
    "\n  query Sessions {\n    sessions {\n      id\n      device\n      address\n      createdAt\n      lastSeenAt\n      expiresAt\n      current\n    }\n  }\n": types.SessionsDocument,
    "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n": types.RevokeSessionDocument,
    "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input)\n  }\n": types.ChangePasswordDocument,
    "\n  query Passkeys {\n    passkeys {\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n": types.PasskeysDocument,
    "\n  mutation StartPasskeyRegistration($input: StartPasskeyRegistrationInput!) {\n    startPasskeyRegistration(input: $input) {\n      token\n      options\n    }\n  }\n": types.StartPasskeyRegistrationDocument,
    "\n  mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {\n    finishPasskeyRegistration(input: $input) {\n      id\n    }\n  }\n": types.FinishPasskeyRegistrationDocument,
    "\n  mutation RemovePasskey($id: ID!) {\n    removePasskey(id: $id)\n  }\n": types.RemovePasskeyDocument,
    "\n  query SecondFactor {\n    secondFactor {\n      totp\n      recoveryCodesLeft\n    }\n  }\n": types.SecondFactorDocument,
    "\n  mutation SetUpTotp($input: SetUpTotpInput!) {\n    setUpTotp(input: $input) {\n      secret\n      uri\n    }\n  }\n": types.SetUpTotpDocument,
    "\n  mutation ConfirmTotp($input: ConfirmTotpInput!) {\n    confirmTotp(input: $input) {\n      codes\n    }\n  }\n": types.ConfirmTotpDocument,
    "\n  mutation ReplaceRecoveryCodes($input: ReplaceRecoveryCodesInput!) {\n    replaceRecoveryCodes(input: $input) {\n      codes\n    }\n  }\n": types.ReplaceRecoveryCodesDocument,
    "\n  mutation RemoveTotp($input: RemoveTotpInput!) {\n    removeTotp(input: $input) {\n      totp\n    }\n  }\n": types.RemoveTotpDocument,
    "\n  query Identities {\n    identities {\n      id\n      issuer\n      subject\n      createdAt\n    }\n  }\n": types.IdentitiesDocument,
    "\n  mutation UnlinkIdentity($id: ID!) {\n    unlinkIdentity(id: $id)\n  }\n": types.UnlinkIdentityDocument,
    "\n  query AuditLog($organizationId: ID!, $filter: AuditLogFilterInput, $after: String) {\n    auditLog(first: 50, after: $after, filter: $filter, organizationId: $organizationId) {\n      nodes {\n        id\n        createdAt\n        action\n        actor\n        userId\n        apiKeyId\n        address\n        objectId\n        objectName\n        changes {\n          field\n          before\n          after\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.AuditLogDocument,
    "\n  fragment ChannelRow on Channel {\n    id\n    name\n    kind\n    kinds\n    websiteIds\n    tags {\n      text\n    }\n    paused\n    fallback\n    failingSince\n    broken\n    problem\n  }\n": types.ChannelRowFragmentDoc,
    "\n  fragment ChannelDetails on Channel {\n    ...ChannelRow\n    settings {\n      name\n      value\n    }\n    repeatSecs\n    timeZone\n    quiet {\n      from\n      to\n      days\n      except\n    }\n  }\n": types.ChannelDetailsFragmentDoc,
    "\n  query Channels($organizationId: ID!) {\n    channels(organizationId: $organizationId) {\n      ...ChannelRow\n    }\n  }\n": types.ChannelsDocument,
    "\n  query Channel($id: ID!) {\n    channel(id: $id) {\n      ...ChannelDetails\n    }\n  }\n": types.ChannelDocument,
    "\n  query ChannelDeliveries($id: ID!, $state: DeliveryState, $after: String) {\n    channel(id: $id) {\n      deliveries(first: 20, state: $state, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.ChannelDeliveriesDocument,
    "\n  mutation CreateChannel($input: CreateChannelInput!) {\n    createChannel(input: $input) {\n      id\n    }\n  }\n": types.CreateChannelDocument,
    "\n  mutation UpdateChannel($input: UpdateChannelInput!) {\n    updateChannel(input: $input) {\n      id\n    }\n  }\n": types.UpdateChannelDocument,
    "\n  mutation PauseChannel($id: ID!) {\n    pauseChannel(id: $id) {\n      id\n    }\n  }\n": types.PauseChannelDocument,
    "\n  mutation ResumeChannel($id: ID!) {\n    resumeChannel(id: $id) {\n      id\n    }\n  }\n": types.ResumeChannelDocument,
    "\n  mutation DeleteChannel($id: ID!) {\n    deleteChannel(id: $id)\n  }\n": types.DeleteChannelDocument,
    "\n  mutation TestChannel($id: ID!) {\n    testChannel(id: $id) {\n      ...DeliveryEntry\n    }\n  }\n": types.TestChannelDocument,
    "\n  query PreviewTemplate($input: PreviewTemplateInput!) {\n    previewTemplate(input: $input)\n  }\n": types.PreviewTemplateDocument,
    "\n  mutation SignIn($input: SignInInput!) {\n    signInBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignInDocument,
    "\n  mutation SignUp($input: SignUpInput!) {\n    signUpBrowser(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignUpDocument,
    "\n  mutation SignOut {\n    signOut\n  }\n": types.SignOutDocument,
    "\n  mutation StartPasskeySignIn {\n    startPasskeySignIn {\n      token\n      options\n    }\n  }\n": types.StartPasskeySignInDocument,
    "\n  mutation SignInByPasskey($input: SignInByPasskeyInput!) {\n    signInByPasskey(input: $input) {\n      expiresAt\n    }\n  }\n": types.SignInByPasskeyDocument,
    "\n  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {\n    requestPasswordReset(input: $input)\n  }\n": types.RequestPasswordResetDocument,
    "\n  mutation ResetPassword($input: ResetPasswordInput!) {\n    resetPassword(input: $input)\n  }\n": types.ResetPasswordDocument,
    "\n  mutation VerifyEmail($input: VerifyEmailInput!) {\n    verifyEmail(input: $input)\n  }\n": types.VerifyEmailDocument,
    "\n  query Regions {\n    regions {\n      name\n      silent\n      impaired\n      reason\n    }\n  }\n": types.RegionsDocument,
    "\n  query Operation {\n    instance {\n      version\n      observedAt\n      schedulerLatenessMs\n      troubles {\n        kind\n        region\n        text\n        since\n      }\n    }\n    regions {\n      name\n      probers {\n        name\n        version\n        alive\n        seenAt\n        impairment\n        running\n        capacity\n        waitingResults\n      }\n      queue {\n        checks {\n          entries\n          pending\n          oldestAt\n        }\n        results {\n          entries\n          pending\n          oldestAt\n        }\n        dead {\n          entries\n          oldestAt\n        }\n      }\n    }\n  }\n": types.OperationDocument,
    "\n  query LedgerPage($organizationId: ID!, $from: DateTime!, $after: String) {\n    websites(first: 100, after: $after, organizationId: $organizationId) {\n      nodes {\n        id\n        name\n        uptime(from: $from) {\n          slots {\n            planned\n            recorded\n            unmeasured\n            missing\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.LedgerPageDocument,
    "\n  fragment IncidentRow on Incident {\n    id\n    cause\n    openedAt\n    acknowledgedAt\n    acknowledgedBy {\n      email\n    }\n    resolvedAt\n    resolvedBy {\n      email\n    }\n    durationSecs\n    flapping\n    website {\n      id\n      name\n    }\n  }\n": types.IncidentRowFragmentDoc,
    "\n  query Incidents($organizationId: ID!, $open: Boolean!, $after: String) {\n    incidents(organizationId: $organizationId, open: $open, first: 30, after: $after) {\n      nodes {\n        ...IncidentRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.IncidentsDocument,
    "\n  query OpenIncidents($organizationId: ID!) {\n    incidents(organizationId: $organizationId, open: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n": types.OpenIncidentsDocument,
    "\n  fragment EvidenceTick on Tick {\n    checkedAt\n    region\n    outcome\n    httpStatus\n    responseTimeMs\n    attempts\n    failure {\n      reason\n    }\n    evidence {\n      address\n      addresses\n      head\n      body\n      findings {\n        expected\n        actual\n        verdict\n      }\n      attempts {\n        outcome\n        reason\n        tookMs\n      }\n    }\n  }\n": types.EvidenceTickFragmentDoc,
    "\n  query Incident($id: ID!) {\n    incident(id: $id) {\n      ...IncidentRow\n      failingTick {\n        ...EvidenceTick\n      }\n      healthyTick {\n        ...EvidenceTick\n      }\n    }\n  }\n": types.IncidentDocument,
    "\n  query Timeline($id: ID!, $after: String) {\n    incident(id: $id) {\n      timeline(first: 100, after: $after) {\n        nodes {\n          at\n          kind\n          region\n          status\n          user {\n            email\n          }\n          text\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.TimelineDocument,
    "\n  query IncidentDeliveries($id: ID!, $after: String) {\n    incident(id: $id) {\n      deliveries(first: 20, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.IncidentDeliveriesDocument,
    "\n  mutation AcknowledgeIncident($id: ID!) {\n    acknowledgeIncident(id: $id) {\n      id\n    }\n  }\n": types.AcknowledgeIncidentDocument,
    "\n  mutation ResolveIncident($id: ID!) {\n    resolveIncident(id: $id) {\n      id\n    }\n  }\n": types.ResolveIncidentDocument,
    "\n  mutation AddIncidentNote($input: AddIncidentNoteInput!) {\n    addIncidentNote(input: $input) {\n      id\n    }\n  }\n": types.AddIncidentNoteDocument,
    "\n  subscription IncidentEvents($organizationId: ID!, $after: String) {\n    incidents(organizationId: $organizationId, after: $after) {\n      cursor\n    }\n  }\n": types.IncidentEventsDocument,
    "\n  fragment MaintenanceRow on Maintenance {\n    id\n    title\n    publicTitle\n    websiteIds\n    tags {\n      text\n    }\n    from\n    to\n    rule {\n      daily {\n        from\n        to\n      }\n      weekly {\n        days\n        from\n        to\n      }\n      monthly {\n        days\n        from\n        to\n      }\n      cron {\n        expression\n        durationSecs\n      }\n    }\n    timeZone\n    state\n    currentWindow {\n      from\n      to\n    }\n    nextWindow {\n      from\n      to\n    }\n    cancelledAt\n  }\n": types.MaintenanceRowFragmentDoc,
    "\n  query Maintenances($organizationId: ID!, $state: MaintenanceState!, $after: String) {\n    maintenances(organizationId: $organizationId, state: $state, first: 30, after: $after) {\n      nodes {\n        ...MaintenanceRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.MaintenancesDocument,
    "\n  query MaintenanceMonth($organizationId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {\n    maintenances(organizationId: $organizationId, first: 30, after: $after) {\n      nodes {\n        id\n        title\n        windows(first: 62, from: $from, to: $to) {\n          nodes {\n            from\n            to\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.MaintenanceMonthDocument,
    "\n  mutation CreateMaintenance($input: CreateMaintenanceInput!) {\n    createMaintenance(input: $input) {\n      id\n    }\n  }\n": types.CreateMaintenanceDocument,
    "\n  mutation StartMaintenance($id: ID!) {\n    startMaintenance(id: $id) {\n      id\n    }\n  }\n": types.StartMaintenanceDocument,
    "\n  mutation EndMaintenance($id: ID!) {\n    endMaintenance(id: $id) {\n      id\n    }\n  }\n": types.EndMaintenanceDocument,
    "\n  mutation CancelMaintenance($id: ID!) {\n    cancelMaintenance(id: $id) {\n      id\n    }\n  }\n": types.CancelMaintenanceDocument,
    "\n  query Organization($id: ID!, $isAdmin: Boolean!) {\n    organization(id: $id) {\n      id\n      members {\n        role\n        user {\n          id\n          email\n        }\n      }\n      invitations @include(if: $isAdmin) {\n        id\n        role\n        email\n        createdAt\n        expiresAt\n      }\n      apiKeys @include(if: $isAdmin) {\n        id\n        name\n        scope\n        prefix\n        createdAt\n        expiresAt\n        lastUsedAt\n        tags {\n          text\n        }\n      }\n    }\n  }\n": types.OrganizationDocument,
    "\n  mutation CreateOrganization($input: CreateOrganizationInput!) {\n    createOrganization(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": types.CreateOrganizationDocument,
    "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) {\n      id\n    }\n  }\n": types.UpdateOrganizationDocument,
    "\n  mutation DeleteOrganization($id: ID!) {\n    deleteOrganization(id: $id)\n  }\n": types.DeleteOrganizationDocument,
    "\n  mutation LeaveOrganization($id: ID!) {\n    leaveOrganization(id: $id)\n  }\n": types.LeaveOrganizationDocument,
    "\n  mutation TransferOrganization($input: MemberInput!) {\n    transferOrganization(input: $input) {\n      id\n    }\n  }\n": types.TransferOrganizationDocument,
    "\n  mutation SetRole($input: SetRoleInput!) {\n    setRole(input: $input) {\n      id\n    }\n  }\n": types.SetRoleDocument,
    "\n  mutation RemoveMember($input: MemberInput!) {\n    removeMember(input: $input) {\n      id\n    }\n  }\n": types.RemoveMemberDocument,
    "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      token\n      url\n    }\n  }\n": types.InviteMemberDocument,
    "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id)\n  }\n": types.RevokeInvitationDocument,
    "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n": types.AcceptInvitationDocument,
    "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      token\n    }\n  }\n": types.CreateApiKeyDocument,
    "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id)\n  }\n": types.RevokeApiKeyDocument,
    "\n  fragment StatusPageRow on StatusPage {\n    id\n    slug\n    url\n    title\n    access\n    publishedAt\n    components {\n      id\n    }\n  }\n": types.StatusPageRowFragmentDoc,
    "\n  query StatusPages($organizationId: ID!) {\n    statusPages(organizationId: $organizationId) {\n      ...StatusPageRow\n    }\n  }\n": types.StatusPagesDocument,
    "\n  mutation PublishStatusPage($id: ID!) {\n    publishStatusPage(id: $id) {\n      id\n    }\n  }\n": types.PublishStatusPageDocument,
    "\n  mutation UnpublishStatusPage($id: ID!) {\n    unpublishStatusPage(id: $id) {\n      id\n    }\n  }\n": types.UnpublishStatusPageDocument,
    "\n  mutation DeleteStatusPage($id: ID!) {\n    deleteStatusPage(id: $id)\n  }\n": types.DeleteStatusPageDocument,
    "\n  fragment StatusPageSettings on StatusPage {\n    id\n    slug\n    url\n    title\n    text\n    language\n    color\n    links {\n      label\n      url\n    }\n    hasLogo\n    foldSections\n    publishIncidents\n    host\n    access\n    networks\n    publishedAt\n    components {\n      id\n      name\n      description\n      section\n      websiteId\n      websiteName\n      tag {\n        text\n      }\n      status\n      shows {\n        bars\n        uptime\n        latency\n        regions\n      }\n    }\n  }\n": types.StatusPageSettingsFragmentDoc,
    "\n  query StatusPage($id: ID!) {\n    statusPage(id: $id) {\n      ...StatusPageSettings\n    }\n  }\n": types.StatusPageDocument,
    "\n  mutation CreateStatusPage($input: CreateStatusPageInput!) {\n    createStatusPage(input: $input) {\n      id\n    }\n  }\n": types.CreateStatusPageDocument,
    "\n  mutation UpdateStatusPage($input: UpdateStatusPageInput!) {\n    updateStatusPage(input: $input) {\n      id\n    }\n  }\n": types.UpdateStatusPageDocument,
    "\n  mutation PreviewStatusPage($input: CreateStatusPageInput!) {\n    previewStatusPage(input: $input)\n  }\n": types.PreviewStatusPageDocument,
    "\n  mutation PreviewStatusPageUpdate($input: UpdateStatusPageInput!) {\n    previewStatusPageUpdate(input: $input)\n  }\n": types.PreviewStatusPageUpdateDocument,
    "\n  fragment PageIncidentRow on StatusPageIncident {\n    id\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n    }\n  }\n": types.PageIncidentRowFragmentDoc,
    "\n  query StatusPageIncidents($id: ID!, $open: Boolean!, $after: String) {\n    statusPage(id: $id) {\n      incidents(first: 20, open: $open, after: $after) {\n        nodes {\n          ...PageIncidentRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n": types.StatusPageIncidentsDocument,
    "\n  fragment PageIncidentDetails on StatusPageIncident {\n    id\n    statusPageId\n    incidentId\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n      text\n      at\n      automatic\n      affected {\n        componentId\n        status\n      }\n    }\n  }\n": types.PageIncidentDetailsFragmentDoc,
    "\n  query StatusPageIncident($id: ID!) {\n    statusPageIncident(id: $id) {\n      ...PageIncidentDetails\n    }\n  }\n": types.StatusPageIncidentDocument,
    "\n  mutation CreateStatusPageIncident($input: CreateStatusPageIncidentInput!) {\n    createStatusPageIncident(input: $input) {\n      id\n    }\n  }\n": types.CreateStatusPageIncidentDocument,
    "\n  mutation UpdateStatusPageIncident($input: UpdateStatusPageIncidentInput!) {\n    updateStatusPageIncident(input: $input) {\n      id\n    }\n  }\n": types.UpdateStatusPageIncidentDocument,
    "\n  mutation PublishStatusPageIncident($id: ID!) {\n    publishStatusPageIncident(id: $id) {\n      id\n    }\n  }\n": types.PublishStatusPageIncidentDocument,
    "\n  mutation PostStatusUpdate($input: PostStatusUpdateInput!) {\n    postStatusUpdate(input: $input) {\n      id\n    }\n  }\n": types.PostStatusUpdateDocument,
    "\n  mutation DeleteStatusPageIncident($id: ID!) {\n    deleteStatusPageIncident(id: $id)\n  }\n": types.DeleteStatusPageIncidentDocument,
    "\n  mutation DraftStatusPageIncidents($id: ID!) {\n    draftStatusPageIncidents(id: $id) {\n      id\n      statusPageId\n      title\n    }\n  }\n": types.DraftStatusPageIncidentsDocument,
    "\n  fragment WebsiteSettings on Website {\n    id\n    name\n    url\n    tags {\n      text\n    }\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    ipVersion\n    degradedAboveMs\n    downAboveMs\n    tlsRules {\n      minVersion\n      degradedBelowDays\n      ignoreErrors\n    }\n    check {\n      kind\n      http {\n        method\n        headers\n        body\n        auth\n        clientCertificate\n        version\n        maxRedirects\n        bodyLimitBytes\n        statuses\n        assertions {\n          subject\n          property\n          comparison\n          value\n        }\n        host\n        connectTo\n      }\n      tcp {\n        tls\n        send\n        expect\n      }\n      dns {\n        record\n        server\n        expect\n        rcode\n      }\n      ping {\n        count\n        maxLossPercent\n        degradedAboveJitterMs\n      }\n      tls {\n        connectTo\n      }\n      webSocket {\n        headers\n        subprotocol\n        send\n        expect\n        host\n        connectTo\n      }\n      smtp {\n        startTls\n      }\n    }\n  }\n": types.WebsiteSettingsFragmentDoc,
    "\n  query WebsiteToEdit($id: ID!) {\n    website(id: $id) {\n      ...WebsiteSettings\n    }\n  }\n": types.WebsiteToEditDocument,
    "\n  mutation UpdateWebsite($input: UpdateWebsiteInput!) {\n    updateWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": types.UpdateWebsiteDocument,
    "\n  mutation TryCheck($input: CreateWebsiteInput!) {\n    tryCheck(input: $input) {\n      ...Trial\n    }\n  }\n\n  fragment Trial on RegionTrial {\n    region\n    result {\n      checkedAt\n      outcome\n      httpStatus\n      responseTimeMs\n      failure {\n        reason\n      }\n      evidence {\n        address\n        findings {\n          expected\n          actual\n          verdict\n        }\n        head\n        body\n      }\n      tls {\n        version\n        problem\n        chain {\n          daysLeft\n        }\n      }\n    }\n  }\n": types.TryCheckDocument,
    "\n  mutation TryUpdate($input: UpdateWebsiteInput!) {\n    tryUpdate(input: $input) {\n      ...Trial\n    }\n  }\n": types.TryUpdateDocument,
    "\n  query LastAnswers($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 10) {\n        nodes {\n          checkedAt\n          region\n          httpStatus\n          evidence {\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n": types.LastAnswersDocument,
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
    "\n  query WebsiteIds($organizationId: ID!, $region: String, $sort: WebsiteSort, $after: String) {\n    websites(\n      first: 1000\n      after: $after\n      organizationId: $organizationId\n      region: $region\n      sort: $sort\n    ) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.WebsiteIdsDocument,
    "\n  query RegionNames {\n    regions {\n      name\n      silent\n      impaired\n    }\n  }\n": types.RegionNamesDocument,
    "\n  subscription Ticks($organizationId: ID!, $after: String) {\n    ticks(organizationId: $organizationId, after: $after) {\n      cursor\n      website {\n        id\n      }\n      tick {\n        checkedAt\n        outcome\n        region\n        responseTimeMs\n        failure {\n          reason\n        }\n      }\n    }\n  }\n": types.TicksDocument,
    "\n  subscription StatusChanges($organizationId: ID!, $after: String) {\n    statusChanges(organizationId: $organizationId, after: $after) {\n      cursor\n      status\n      website {\n        id\n      }\n    }\n  }\n": types.StatusChangesDocument,
    "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n": types.CreateWebsiteDocument,
    "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n": types.WebsiteDayFragmentDoc,
    "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.WebsiteDaysDocument,
    "\n  fragment DeliveryEntry on Delivery {\n    id\n    kind\n    state\n    channel {\n      id\n      name\n      kind\n    }\n    incidentId\n    websiteName\n    createdAt\n    endedAt\n    attempts {\n      at\n      outcome\n      status\n      tookMs\n      reply\n    }\n  }\n": types.DeliveryEntryFragmentDoc,
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
export function graphql(source: "\n  fragment BulkResult on BulkChange {\n    ids\n    errors {\n      websiteId\n      message\n      code\n      field\n      retryAfterSecs\n    }\n  }\n"): typeof import('./graphql').BulkResultFragmentDoc;
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
export function graphql(source: "\n  mutation TagWebsites($input: TagWebsitesInput!) {\n    tagWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n"): typeof import('./graphql').TagWebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebsites($input: UpdateWebsitesInput!) {\n    updateWebsites(input: $input) {\n      ...BulkResult\n    }\n  }\n"): typeof import('./graphql').UpdateWebsitesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SettingsBefore($organizationId: ID!, $after: String) {\n    websites(first: 1000, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...SettingsBefore\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n\n  fragment SettingsBefore on Website {\n    id\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    degradedAboveMs\n    downAboveMs\n    tags {\n      text\n    }\n  }\n"): typeof import('./graphql').SettingsBeforeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Sessions {\n    sessions {\n      id\n      device\n      address\n      createdAt\n      lastSeenAt\n      expiresAt\n      current\n    }\n  }\n"): typeof import('./graphql').SessionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeSession($id: ID!) {\n    revokeSession(id: $id)\n  }\n"): typeof import('./graphql').RevokeSessionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input)\n  }\n"): typeof import('./graphql').ChangePasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Passkeys {\n    passkeys {\n      id\n      name\n      createdAt\n      lastUsedAt\n    }\n  }\n"): typeof import('./graphql').PasskeysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartPasskeyRegistration($input: StartPasskeyRegistrationInput!) {\n    startPasskeyRegistration(input: $input) {\n      token\n      options\n    }\n  }\n"): typeof import('./graphql').StartPasskeyRegistrationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {\n    finishPasskeyRegistration(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').FinishPasskeyRegistrationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemovePasskey($id: ID!) {\n    removePasskey(id: $id)\n  }\n"): typeof import('./graphql').RemovePasskeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query SecondFactor {\n    secondFactor {\n      totp\n      recoveryCodesLeft\n    }\n  }\n"): typeof import('./graphql').SecondFactorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetUpTotp($input: SetUpTotpInput!) {\n    setUpTotp(input: $input) {\n      secret\n      uri\n    }\n  }\n"): typeof import('./graphql').SetUpTotpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ConfirmTotp($input: ConfirmTotpInput!) {\n    confirmTotp(input: $input) {\n      codes\n    }\n  }\n"): typeof import('./graphql').ConfirmTotpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ReplaceRecoveryCodes($input: ReplaceRecoveryCodesInput!) {\n    replaceRecoveryCodes(input: $input) {\n      codes\n    }\n  }\n"): typeof import('./graphql').ReplaceRecoveryCodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveTotp($input: RemoveTotpInput!) {\n    removeTotp(input: $input) {\n      totp\n    }\n  }\n"): typeof import('./graphql').RemoveTotpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Identities {\n    identities {\n      id\n      issuer\n      subject\n      createdAt\n    }\n  }\n"): typeof import('./graphql').IdentitiesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnlinkIdentity($id: ID!) {\n    unlinkIdentity(id: $id)\n  }\n"): typeof import('./graphql').UnlinkIdentityDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AuditLog($organizationId: ID!, $filter: AuditLogFilterInput, $after: String) {\n    auditLog(first: 50, after: $after, filter: $filter, organizationId: $organizationId) {\n      nodes {\n        id\n        createdAt\n        action\n        actor\n        userId\n        apiKeyId\n        address\n        objectId\n        objectName\n        changes {\n          field\n          before\n          after\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').AuditLogDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChannelRow on Channel {\n    id\n    name\n    kind\n    kinds\n    websiteIds\n    tags {\n      text\n    }\n    paused\n    fallback\n    failingSince\n    broken\n    problem\n  }\n"): typeof import('./graphql').ChannelRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment ChannelDetails on Channel {\n    ...ChannelRow\n    settings {\n      name\n      value\n    }\n    repeatSecs\n    timeZone\n    quiet {\n      from\n      to\n      days\n      except\n    }\n  }\n"): typeof import('./graphql').ChannelDetailsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Channels($organizationId: ID!) {\n    channels(organizationId: $organizationId) {\n      ...ChannelRow\n    }\n  }\n"): typeof import('./graphql').ChannelsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Channel($id: ID!) {\n    channel(id: $id) {\n      ...ChannelDetails\n    }\n  }\n"): typeof import('./graphql').ChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query ChannelDeliveries($id: ID!, $state: DeliveryState, $after: String) {\n    channel(id: $id) {\n      deliveries(first: 20, state: $state, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').ChannelDeliveriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateChannel($input: CreateChannelInput!) {\n    createChannel(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').CreateChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateChannel($input: UpdateChannelInput!) {\n    updateChannel(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').UpdateChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PauseChannel($id: ID!) {\n    pauseChannel(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').PauseChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResumeChannel($id: ID!) {\n    resumeChannel(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').ResumeChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteChannel($id: ID!) {\n    deleteChannel(id: $id)\n  }\n"): typeof import('./graphql').DeleteChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TestChannel($id: ID!) {\n    testChannel(id: $id) {\n      ...DeliveryEntry\n    }\n  }\n"): typeof import('./graphql').TestChannelDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PreviewTemplate($input: PreviewTemplateInput!) {\n    previewTemplate(input: $input)\n  }\n"): typeof import('./graphql').PreviewTemplateDocument;
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
export function graphql(source: "\n  query Regions {\n    regions {\n      name\n      silent\n      impaired\n      reason\n    }\n  }\n"): typeof import('./graphql').RegionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Operation {\n    instance {\n      version\n      observedAt\n      schedulerLatenessMs\n      troubles {\n        kind\n        region\n        text\n        since\n      }\n    }\n    regions {\n      name\n      probers {\n        name\n        version\n        alive\n        seenAt\n        impairment\n        running\n        capacity\n        waitingResults\n      }\n      queue {\n        checks {\n          entries\n          pending\n          oldestAt\n        }\n        results {\n          entries\n          pending\n          oldestAt\n        }\n        dead {\n          entries\n          oldestAt\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').OperationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LedgerPage($organizationId: ID!, $from: DateTime!, $after: String) {\n    websites(first: 100, after: $after, organizationId: $organizationId) {\n      nodes {\n        id\n        name\n        uptime(from: $from) {\n          slots {\n            planned\n            recorded\n            unmeasured\n            missing\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').LedgerPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment IncidentRow on Incident {\n    id\n    cause\n    openedAt\n    acknowledgedAt\n    acknowledgedBy {\n      email\n    }\n    resolvedAt\n    resolvedBy {\n      email\n    }\n    durationSecs\n    flapping\n    website {\n      id\n      name\n    }\n  }\n"): typeof import('./graphql').IncidentRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Incidents($organizationId: ID!, $open: Boolean!, $after: String) {\n    incidents(organizationId: $organizationId, open: $open, first: 30, after: $after) {\n      nodes {\n        ...IncidentRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').IncidentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query OpenIncidents($organizationId: ID!) {\n    incidents(organizationId: $organizationId, open: true, first: 100) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n      }\n    }\n  }\n"): typeof import('./graphql').OpenIncidentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment EvidenceTick on Tick {\n    checkedAt\n    region\n    outcome\n    httpStatus\n    responseTimeMs\n    attempts\n    failure {\n      reason\n    }\n    evidence {\n      address\n      addresses\n      head\n      body\n      findings {\n        expected\n        actual\n        verdict\n      }\n      attempts {\n        outcome\n        reason\n        tookMs\n      }\n    }\n  }\n"): typeof import('./graphql').EvidenceTickFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Incident($id: ID!) {\n    incident(id: $id) {\n      ...IncidentRow\n      failingTick {\n        ...EvidenceTick\n      }\n      healthyTick {\n        ...EvidenceTick\n      }\n    }\n  }\n"): typeof import('./graphql').IncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Timeline($id: ID!, $after: String) {\n    incident(id: $id) {\n      timeline(first: 100, after: $after) {\n        nodes {\n          at\n          kind\n          region\n          status\n          user {\n            email\n          }\n          text\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').TimelineDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query IncidentDeliveries($id: ID!, $after: String) {\n    incident(id: $id) {\n      deliveries(first: 20, after: $after) {\n        nodes {\n          ...DeliveryEntry\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').IncidentDeliveriesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcknowledgeIncident($id: ID!) {\n    acknowledgeIncident(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').AcknowledgeIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation ResolveIncident($id: ID!) {\n    resolveIncident(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').ResolveIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddIncidentNote($input: AddIncidentNoteInput!) {\n    addIncidentNote(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').AddIncidentNoteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription IncidentEvents($organizationId: ID!, $after: String) {\n    incidents(organizationId: $organizationId, after: $after) {\n      cursor\n    }\n  }\n"): typeof import('./graphql').IncidentEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment MaintenanceRow on Maintenance {\n    id\n    title\n    publicTitle\n    websiteIds\n    tags {\n      text\n    }\n    from\n    to\n    rule {\n      daily {\n        from\n        to\n      }\n      weekly {\n        days\n        from\n        to\n      }\n      monthly {\n        days\n        from\n        to\n      }\n      cron {\n        expression\n        durationSecs\n      }\n    }\n    timeZone\n    state\n    currentWindow {\n      from\n      to\n    }\n    nextWindow {\n      from\n      to\n    }\n    cancelledAt\n  }\n"): typeof import('./graphql').MaintenanceRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Maintenances($organizationId: ID!, $state: MaintenanceState!, $after: String) {\n    maintenances(organizationId: $organizationId, state: $state, first: 30, after: $after) {\n      nodes {\n        ...MaintenanceRow\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').MaintenancesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query MaintenanceMonth($organizationId: ID!, $from: DateTime!, $to: DateTime!, $after: String) {\n    maintenances(organizationId: $organizationId, first: 30, after: $after) {\n      nodes {\n        id\n        title\n        windows(first: 62, from: $from, to: $to) {\n          nodes {\n            from\n            to\n          }\n          pageInfo {\n            hasNextPage\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').MaintenanceMonthDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateMaintenance($input: CreateMaintenanceInput!) {\n    createMaintenance(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').CreateMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation StartMaintenance($id: ID!) {\n    startMaintenance(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').StartMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation EndMaintenance($id: ID!) {\n    endMaintenance(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').EndMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CancelMaintenance($id: ID!) {\n    cancelMaintenance(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').CancelMaintenanceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Organization($id: ID!, $isAdmin: Boolean!) {\n    organization(id: $id) {\n      id\n      members {\n        role\n        user {\n          id\n          email\n        }\n      }\n      invitations @include(if: $isAdmin) {\n        id\n        role\n        email\n        createdAt\n        expiresAt\n      }\n      apiKeys @include(if: $isAdmin) {\n        id\n        name\n        scope\n        prefix\n        createdAt\n        expiresAt\n        lastUsedAt\n        tags {\n          text\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').OrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateOrganization($input: CreateOrganizationInput!) {\n    createOrganization(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n"): typeof import('./graphql').CreateOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateOrganization($input: UpdateOrganizationInput!) {\n    updateOrganization(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').UpdateOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteOrganization($id: ID!) {\n    deleteOrganization(id: $id)\n  }\n"): typeof import('./graphql').DeleteOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation LeaveOrganization($id: ID!) {\n    leaveOrganization(id: $id)\n  }\n"): typeof import('./graphql').LeaveOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TransferOrganization($input: MemberInput!) {\n    transferOrganization(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').TransferOrganizationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetRole($input: SetRoleInput!) {\n    setRole(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').SetRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveMember($input: MemberInput!) {\n    removeMember(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').RemoveMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation InviteMember($input: InviteMemberInput!) {\n    inviteMember(input: $input) {\n      token\n      url\n    }\n  }\n"): typeof import('./graphql').InviteMemberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeInvitation($id: ID!) {\n    revokeInvitation(id: $id)\n  }\n"): typeof import('./graphql').RevokeInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AcceptInvitation($input: AcceptInvitationInput!) {\n    acceptInvitation(input: $input) {\n      id\n      name\n      personal\n      role\n    }\n  }\n"): typeof import('./graphql').AcceptInvitationDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateApiKey($input: CreateApiKeyInput!) {\n    createApiKey(input: $input) {\n      token\n    }\n  }\n"): typeof import('./graphql').CreateApiKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RevokeApiKey($id: ID!) {\n    revokeApiKey(id: $id)\n  }\n"): typeof import('./graphql').RevokeApiKeyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusPageRow on StatusPage {\n    id\n    slug\n    url\n    title\n    access\n    publishedAt\n    components {\n      id\n    }\n  }\n"): typeof import('./graphql').StatusPageRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StatusPages($organizationId: ID!) {\n    statusPages(organizationId: $organizationId) {\n      ...StatusPageRow\n    }\n  }\n"): typeof import('./graphql').StatusPagesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PublishStatusPage($id: ID!) {\n    publishStatusPage(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').PublishStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnpublishStatusPage($id: ID!) {\n    unpublishStatusPage(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').UnpublishStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteStatusPage($id: ID!) {\n    deleteStatusPage(id: $id)\n  }\n"): typeof import('./graphql').DeleteStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment StatusPageSettings on StatusPage {\n    id\n    slug\n    url\n    title\n    text\n    language\n    color\n    links {\n      label\n      url\n    }\n    hasLogo\n    foldSections\n    publishIncidents\n    host\n    access\n    networks\n    publishedAt\n    components {\n      id\n      name\n      description\n      section\n      websiteId\n      websiteName\n      tag {\n        text\n      }\n      status\n      shows {\n        bars\n        uptime\n        latency\n        regions\n      }\n    }\n  }\n"): typeof import('./graphql').StatusPageSettingsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StatusPage($id: ID!) {\n    statusPage(id: $id) {\n      ...StatusPageSettings\n    }\n  }\n"): typeof import('./graphql').StatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateStatusPage($input: CreateStatusPageInput!) {\n    createStatusPage(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').CreateStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateStatusPage($input: UpdateStatusPageInput!) {\n    updateStatusPage(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').UpdateStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PreviewStatusPage($input: CreateStatusPageInput!) {\n    previewStatusPage(input: $input)\n  }\n"): typeof import('./graphql').PreviewStatusPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PreviewStatusPageUpdate($input: UpdateStatusPageInput!) {\n    previewStatusPageUpdate(input: $input)\n  }\n"): typeof import('./graphql').PreviewStatusPageUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PageIncidentRow on StatusPageIncident {\n    id\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n    }\n  }\n"): typeof import('./graphql').PageIncidentRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StatusPageIncidents($id: ID!, $open: Boolean!, $after: String) {\n    statusPage(id: $id) {\n      incidents(first: 20, open: $open, after: $after) {\n        nodes {\n          ...PageIncidentRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').StatusPageIncidentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment PageIncidentDetails on StatusPageIncident {\n    id\n    statusPageId\n    incidentId\n    title\n    beganAt\n    resolvedAt\n    publishedAt\n    updates {\n      id\n      state\n      text\n      at\n      automatic\n      affected {\n        componentId\n        status\n      }\n    }\n  }\n"): typeof import('./graphql').PageIncidentDetailsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query StatusPageIncident($id: ID!) {\n    statusPageIncident(id: $id) {\n      ...PageIncidentDetails\n    }\n  }\n"): typeof import('./graphql').StatusPageIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateStatusPageIncident($input: CreateStatusPageIncidentInput!) {\n    createStatusPageIncident(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').CreateStatusPageIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateStatusPageIncident($input: UpdateStatusPageIncidentInput!) {\n    updateStatusPageIncident(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').UpdateStatusPageIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PublishStatusPageIncident($id: ID!) {\n    publishStatusPageIncident(id: $id) {\n      id\n    }\n  }\n"): typeof import('./graphql').PublishStatusPageIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation PostStatusUpdate($input: PostStatusUpdateInput!) {\n    postStatusUpdate(input: $input) {\n      id\n    }\n  }\n"): typeof import('./graphql').PostStatusUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DeleteStatusPageIncident($id: ID!) {\n    deleteStatusPageIncident(id: $id)\n  }\n"): typeof import('./graphql').DeleteStatusPageIncidentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation DraftStatusPageIncidents($id: ID!) {\n    draftStatusPageIncidents(id: $id) {\n      id\n      statusPageId\n      title\n    }\n  }\n"): typeof import('./graphql').DraftStatusPageIncidentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebsiteSettings on Website {\n    id\n    name\n    url\n    tags {\n      text\n    }\n    intervalSecs\n    timeoutMs\n    retries\n    regions\n    quorum\n    confirmationSecs\n    recoverySecs\n    ipVersion\n    degradedAboveMs\n    downAboveMs\n    tlsRules {\n      minVersion\n      degradedBelowDays\n      ignoreErrors\n    }\n    check {\n      kind\n      http {\n        method\n        headers\n        body\n        auth\n        clientCertificate\n        version\n        maxRedirects\n        bodyLimitBytes\n        statuses\n        assertions {\n          subject\n          property\n          comparison\n          value\n        }\n        host\n        connectTo\n      }\n      tcp {\n        tls\n        send\n        expect\n      }\n      dns {\n        record\n        server\n        expect\n        rcode\n      }\n      ping {\n        count\n        maxLossPercent\n        degradedAboveJitterMs\n      }\n      tls {\n        connectTo\n      }\n      webSocket {\n        headers\n        subprotocol\n        send\n        expect\n        host\n        connectTo\n      }\n      smtp {\n        startTls\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteSettingsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteToEdit($id: ID!) {\n    website(id: $id) {\n      ...WebsiteSettings\n    }\n  }\n"): typeof import('./graphql').WebsiteToEditDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UpdateWebsite($input: UpdateWebsiteInput!) {\n    updateWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n"): typeof import('./graphql').UpdateWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TryCheck($input: CreateWebsiteInput!) {\n    tryCheck(input: $input) {\n      ...Trial\n    }\n  }\n\n  fragment Trial on RegionTrial {\n    region\n    result {\n      checkedAt\n      outcome\n      httpStatus\n      responseTimeMs\n      failure {\n        reason\n      }\n      evidence {\n        address\n        findings {\n          expected\n          actual\n          verdict\n        }\n        head\n        body\n      }\n      tls {\n        version\n        problem\n        chain {\n          daysLeft\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').TryCheckDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation TryUpdate($input: UpdateWebsiteInput!) {\n    tryUpdate(input: $input) {\n      ...Trial\n    }\n  }\n"): typeof import('./graphql').TryUpdateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LastAnswers($id: ID!) {\n    website(id: $id) {\n      id\n      ticks(first: 10) {\n        nodes {\n          checkedAt\n          region\n          httpStatus\n          evidence {\n            head\n            body\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql').LastAnswersDocument;
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
export function graphql(source: "\n  query WebsiteIds($organizationId: ID!, $region: String, $sort: WebsiteSort, $after: String) {\n    websites(\n      first: 1000\n      after: $after\n      organizationId: $organizationId\n      region: $region\n      sort: $sort\n    ) {\n      nodes {\n        id\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteIdsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query RegionNames {\n    regions {\n      name\n      silent\n      impaired\n    }\n  }\n"): typeof import('./graphql').RegionNamesDocument;
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
export function graphql(source: "\n  mutation CreateWebsite($input: CreateWebsiteInput!) {\n    createWebsite(input: $input) {\n      ...WebsiteRow\n    }\n  }\n"): typeof import('./graphql').CreateWebsiteDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WebsiteDay on Website {\n    id\n    uptimeSeries(step: HOUR, steps: 24) {\n      from\n      stepSecs\n      worst\n      downSecs\n    }\n    uptime(window: DAY) {\n      ratio\n    }\n    latency(window: DAY) {\n      p95Ms\n    }\n    tls {\n      chain {\n        daysLeft\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteDayFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query WebsiteDays($organizationId: ID!, $first: Int!, $after: String) {\n    websites(first: $first, after: $after, organizationId: $organizationId) {\n      nodes {\n        ...WebsiteDay\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): typeof import('./graphql').WebsiteDaysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment DeliveryEntry on Delivery {\n    id\n    kind\n    state\n    channel {\n      id\n      name\n      kind\n    }\n    incidentId\n    websiteName\n    createdAt\n    endedAt\n    attempts {\n      at\n      outcome\n      status\n      tookMs\n      reply\n    }\n  }\n"): typeof import('./graphql').DeliveryEntryFragmentDoc;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
