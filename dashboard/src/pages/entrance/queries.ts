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
