interface Props {
  /** What the viewer's role does not allow. */
  what: string;
  least: 'member' | 'admin';
}

/** Says why a page offers nothing, and who can change that. */
export function NotAllowed({ what, least }: Props) {
  return (
    <p className="empty">
      You cannot {what} in this organization: that takes the role {least}. An admin of the
      organization can change your role.
    </p>
  );
}
