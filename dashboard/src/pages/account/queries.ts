import { graphql } from '../../api/generated';

export const SESSIONS = graphql(`
  query Sessions {
    sessions {
      id
      device
      address
      createdAt
      lastSeenAt
      expiresAt
      current
    }
  }
`);

export const REVOKE_SESSION = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id)
  }
`);

export const CHANGE_PASSWORD = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input)
  }
`);

export const PASSKEYS = graphql(`
  query Passkeys {
    passkeys {
      id
      name
      createdAt
      lastUsedAt
    }
  }
`);

export const START_PASSKEY_REGISTRATION = graphql(`
  mutation StartPasskeyRegistration($input: StartPasskeyRegistrationInput!) {
    startPasskeyRegistration(input: $input) {
      token
      options
    }
  }
`);

export const FINISH_PASSKEY_REGISTRATION = graphql(`
  mutation FinishPasskeyRegistration($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) {
      id
    }
  }
`);

export const REMOVE_PASSKEY = graphql(`
  mutation RemovePasskey($id: ID!) {
    removePasskey(id: $id)
  }
`);

export const SECOND_FACTOR = graphql(`
  query SecondFactor {
    secondFactor {
      totp
      recoveryCodesLeft
    }
  }
`);

export const SET_UP_TOTP = graphql(`
  mutation SetUpTotp($input: SetUpTotpInput!) {
    setUpTotp(input: $input) {
      secret
      uri
    }
  }
`);

export const CONFIRM_TOTP = graphql(`
  mutation ConfirmTotp($input: ConfirmTotpInput!) {
    confirmTotp(input: $input) {
      codes
    }
  }
`);

export const REPLACE_RECOVERY_CODES = graphql(`
  mutation ReplaceRecoveryCodes($input: ReplaceRecoveryCodesInput!) {
    replaceRecoveryCodes(input: $input) {
      codes
    }
  }
`);

export const REMOVE_TOTP = graphql(`
  mutation RemoveTotp($input: RemoveTotpInput!) {
    removeTotp(input: $input) {
      totp
    }
  }
`);

export const IDENTITIES = graphql(`
  query Identities {
    identities {
      id
      issuer
      subject
      createdAt
    }
  }
`);

export const UNLINK_IDENTITY = graphql(`
  mutation UnlinkIdentity($id: ID!) {
    unlinkIdentity(id: $id)
  }
`);
