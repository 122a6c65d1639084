import { graphql } from '../../api/generated';

export const SIGN_IN = graphql(`
  mutation SignIn($input: SignInInput!) {
    signInBrowser(input: $input) {
      expiresAt
    }
  }
`);

export const SIGN_UP = graphql(`
  mutation SignUp($input: SignUpInput!) {
    signUpBrowser(input: $input) {
      expiresAt
    }
  }
`);

export const SIGN_OUT = graphql(`
  mutation SignOut {
    signOut
  }
`);

export const START_PASSKEY_SIGN_IN = graphql(`
  mutation StartPasskeySignIn {
    startPasskeySignIn {
      token
      options
    }
  }
`);

export const SIGN_IN_BY_PASSKEY = graphql(`
  mutation SignInByPasskey($input: SignInByPasskeyInput!) {
    signInByPasskey(input: $input) {
      expiresAt
    }
  }
`);

export const REQUEST_PASSWORD_RESET = graphql(`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input)
  }
`);

export const RESET_PASSWORD = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input)
  }
`);

export const VERIFY_EMAIL = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    verifyEmail(input: $input)
  }
`);
