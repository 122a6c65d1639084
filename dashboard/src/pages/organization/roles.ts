import type { Role } from '../../api/generated/graphql';
import { isAtLeast } from '../../app/session';

/** Roles, and what they may do. */
export const ROLES: readonly { value: Role; label: string }[] = [
  { value: 'VIEWER', label: 'Viewer: reads' },
  { value: 'MEMBER', label: 'Member: also changes websites, channels and maintenance' },
  { value: 'ADMIN', label: 'Admin: also changes members and keys' },
  { value: 'OWNER', label: 'Owner: also hands over and deletes' },
];

/** The name of a role. */
export function roleName(role: Role): string {
  return role.charAt(0) + role.slice(1).toLowerCase();
}

/** The roles that somebody with `own` may give. */
export function givable(own: Role): { value: Role; label: string }[] {
  return ROLES.filter(({ value }) => isAtLeast(own, value));
}
