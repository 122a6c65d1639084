import { lazyPage } from './lazy-page';

/** The pages of whoever is not signed in. */
export const Entrance = lazyPage(async () => (await import('../pages/entrance/Entrance')).Entrance);
export const VerifyEmail = lazyPage(
  async () => (await import('../pages/entrance/VerifyEmail')).VerifyEmail,
);
export const ResetPassword = lazyPage(
  async () => (await import('../pages/entrance/ResetPassword')).ResetPassword,
);
