import { useMutation } from '@tanstack/react-query';

import { request } from '../../api/request';
import { SIGN_IN_BY_PASSKEY, START_PASSKEY_SIGN_IN } from './queries';

/** Signs in by a passkey, which the device finds. */
export function usePasskeySignIn(onSignedIn: () => void) {
  return useMutation({
    mutationFn: async () => {
      const { startPasskeySignIn } = await request(START_PASSKEY_SIGN_IN, {});
      const options = JSON.parse(startPasskeySignIn.options) as {
        publicKey: PublicKeyCredentialRequestOptionsJSON;
      };
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
      const credential = await navigator.credentials.get({ publicKey });
      const answer = JSON.stringify((credential as PublicKeyCredential).toJSON());
      return request(SIGN_IN_BY_PASSKEY, {
        input: { token: startPasskeySignIn.token, credential: answer },
      });
    },
    onSuccess: onSignedIn,
  });
}
