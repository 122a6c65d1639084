import { ApiError } from '../../api/error';
import { request } from '../../api/request';
import { FINISH_PASSKEY_REGISTRATION, START_PASSKEY_REGISTRATION } from './queries';

/** Has the device make a passkey, and registers it. */
export async function registerPasskey(name: string, currentPassword: string): Promise<void> {
  const { startPasskeyRegistration } = await request(START_PASSKEY_REGISTRATION, {
    input: { currentPassword: currentPassword || null },
  });
  const { token, options } = startPasskeyRegistration;
  const credential = await createCredential(options);
  await request(FINISH_PASSKEY_REGISTRATION, { input: { token, credential, name } });
}

async function createCredential(options: string): Promise<string> {
  const { publicKey } = JSON.parse(options) as {
    publicKey: PublicKeyCredentialCreationOptionsJSON;
  };
  try {
    const credential = await navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
    });
    return JSON.stringify((credential as PublicKeyCredential).toJSON());
  } catch (error) {
    const why = error instanceof Error ? `: ${error.message}` : '';
    throw new ApiError(`the device made no passkey${why}`, 'NO_PASSKEY');
  }
}
