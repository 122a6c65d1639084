//! Who may do what: one table of permissions, and what a caller is in which organization.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use entity::OrganizationId;
use entity::member::Role;
pub use entity::tag::TagKeys;
use uuid::Uuid;

use super::{Error, Result};

/// Something that a role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Read everything of the organization but its audit log; secrets are never returned.
    Read,
    /// Create, change, check and delete websites.
    ChangeWebsites,
    /// Create, change, test and delete channels.
    ChangeChannels,
    /// Announce, change, start and end maintenance.
    ChangeMaintenance,
    /// Create, change, publish and delete status pages, and write on them.
    ChangeStatusPages,
    /// Acknowledge and resolve incidents, and write notes.
    WorkOnIncidents,
    /// Rename the organization.
    Rename,
    /// Invite people, choose their roles up to one's own, and remove them.
    ManageMembers,
    /// Make and revoke API keys.
    ManageKeys,
    /// Read who did what.
    ReadAuditLog,
    /// Hand the organization over to another member.
    Transfer,
    /// Delete the organization with everything in it.
    Delete,
}

impl Permission {
    /// All permissions, in the order of the docs.
    pub const ALL: [Self; 12] = [
        Self::Read,
        Self::ChangeWebsites,
        Self::ChangeChannels,
        Self::ChangeMaintenance,
        Self::ChangeStatusPages,
        Self::WorkOnIncidents,
        Self::Rename,
        Self::ManageMembers,
        Self::ManageKeys,
        Self::ReadAuditLog,
        Self::Transfer,
        Self::Delete,
    ];

    /// The least role that has it.
    pub const fn least(self) -> Role {
        match self {
            Self::Read => Role::Viewer,
            Self::ChangeWebsites
            | Self::ChangeChannels
            | Self::ChangeMaintenance
            | Self::ChangeStatusPages
            | Self::WorkOnIncidents => Role::Member,
            Self::Rename | Self::ManageMembers | Self::ManageKeys | Self::ReadAuditLog => {
                Role::Admin
            }
            Self::Transfer | Self::Delete => Role::Owner,
        }
    }

    /// What it allows, in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Read => "read everything but the audit log; secrets are never returned",
            Self::ChangeWebsites => "create, change, check and delete websites",
            Self::ChangeChannels => "create, change, test and delete channels",
            Self::ChangeMaintenance => "announce, change, start and end maintenance",
            Self::ChangeStatusPages => {
                "create, change, publish and delete status pages, write on them"
            }
            Self::WorkOnIncidents => "acknowledge and resolve incidents, write notes",
            Self::Rename => "rename the organization",
            Self::ManageMembers => "invite people, choose roles up to one's own, remove members",
            Self::ManageKeys => "make and revoke API keys",
            Self::ReadAuditLog => "read and export the audit log",
            Self::Transfer => "hand the organization over to another member",
            Self::Delete => "delete the organization with everything in it",
        }
    }
}

/// The role of a caller in an organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Membership {
    /// The organization.
    pub organization: OrganizationId,
    /// The role in it.
    pub role: Role,
}

impl Scope {
    /// Everything of `organization`.
    pub fn all(organization: OrganizationId) -> Self {
        Self {
            organization,
            only: None,
        }
    }
}

/// The organizations of a caller; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    memberships: Arc<[Membership]>,
    /// Only websites with one of these tags exist for the caller, and what belongs to them.
    only: Option<Arc<TagKeys>>,
}

/// What a caller may see of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The organization.
    pub organization: OrganizationId,
    /// Only websites with one of these tags, and what belongs to them.
    pub only: Option<Arc<TagKeys>>,
}

impl Access {
    /// Access to organizations, of which the first is used where none is named.
    pub fn new(memberships: Vec<Membership>) -> Self {
        Self {
            memberships: memberships.into(),
            only: None,
        }
    }

    /// The same access, but only to websites with one of these tags.
    pub fn only(self, tags: Option<TagKeys>) -> Self {
        Self {
            only: tags.map(Arc::new),
            ..self
        }
    }

    /// All organizations of which the caller may read everything.
    pub fn organizations(&self) -> impl Iterator<Item = OrganizationId> + '_ {
        let all = self.memberships.iter().filter(|_| self.only.is_none());
        all.map(|membership| membership.organization)
    }

    /// All organizations of which the caller may read at least something, and the tags that limit
    /// what that is.
    pub fn scopes(&self) -> (impl Iterator<Item = OrganizationId> + '_, Option<&TagKeys>) {
        let organizations = self.memberships.iter().map(|one| one.organization);
        (organizations, self.only.as_deref())
    }

    /// All memberships, in the order of [`Self::new`].
    pub fn memberships(&self) -> &[Membership] {
        &self.memberships
    }

    /// The role in `organization`, if any.
    pub fn role(&self, organization: OrganizationId) -> Option<Role> {
        let of = |membership: &&Membership| membership.organization == organization;
        let found = self.memberships.iter().find(of);
        found.map(|membership| membership.role)
    }

    /// The organization `id`, or the first where none is named, if the caller may do this there
    /// with everything.
    ///
    /// # Errors
    /// As for [`Self::scope`], and [`Error::Forbidden`] if only some websites exist for the caller.
    pub fn to(&self, permission: Permission, id: Option<Uuid>) -> Result<OrganizationId> {
        let scope = self.scope(permission, id)?;
        self.unlimited()?;
        Ok(scope.organization)
    }

    /// Refuses whoever is limited to some websites.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn unlimited(&self) -> Result<()> {
        self.only.is_none().then_some(()).ok_or(Error::Forbidden)
    }

    /// The organization `id`, or the first where none is named, if the caller may do this there,
    /// and which websites exist for them.
    ///
    /// # Errors
    /// On `organizationId`: [`Error::Unknown`] if there is none, or the caller is no member;
    /// [`Error::Forbidden`] if the role does not allow it.
    pub fn scope(&self, permission: Permission, id: Option<Uuid>) -> Result<Scope> {
        let organization = match id {
            Some(id) => Some(OrganizationId(id)),
            None => self.memberships.first().map(|one| one.organization),
        };
        let unknown = Error::Unknown {
            field: "organizationId".into(),
            what: "organization",
        };
        let organization = organization.filter(|id| self.role(*id).is_some());
        let organization = organization.ok_or(unknown)?;
        self.require(permission, organization)?;
        Ok(Scope {
            organization,
            only: self.only.clone(),
        })
    }

    /// Refuses what the role in `organization` does not allow. What the caller may not even read
    /// was not found before.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn require(&self, permission: Permission, organization: OrganizationId) -> Result<()> {
        let is_allowed = self.role(organization) >= Some(permission.least());
        is_allowed.then_some(()).ok_or(Error::Forbidden)
    }

    /// Whether these are the memberships, in any order.
    pub(super) fn is_of(&self, memberships: &[Membership]) -> bool {
        memberships.len() == self.memberships.len()
            && memberships.iter().all(|one| self.memberships.contains(one))
    }

    /// A number that is another one if the organizations, the roles, or `changes` of one are.
    pub(super) fn digest(&self, changes: &[i64]) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.memberships.hash(&mut hasher);
        self.only.hash(&mut hasher);
        changes.hash(&mut hasher);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use entity::TagKey;

    use super::*;

    /// The table that the docs show.
    #[test]
    fn the_docs_have_the_table() {
        let roles = [Role::Viewer, Role::Member, Role::Admin, Role::Owner];
        let rows = Permission::ALL.map(|permission| {
            let may = roles.map(|role| match role >= permission.least() {
                true => "yes",
                false => "–",
            });
            format!("| {} | {} |\n", permission.text(), may.join(" | "))
        });
        let docs = include_str!("../../../docs/TEAMS.md");
        assert!(docs.ends_with(&rows.concat()), "{}", rows.concat());
    }

    #[test]
    fn whoever_is_limited_to_tags_reaches_nothing_else() {
        let own = OrganizationId(Uuid::from_u128(1));
        let member = Membership {
            organization: own,
            role: Role::Member,
        };
        let tags = TagKeys(vec![TagKey(7)]);
        let access = Access::new(vec![member]).only(Some(tags.clone()));
        assert_eq!(access.organizations().count(), 0);
        assert!(matches!(
            access.to(Permission::Read, None),
            Err(Error::Forbidden)
        ));
        let scope = access.scope(Permission::Read, None).unwrap();
        assert_eq!(
            (scope.organization, scope.only.as_deref()),
            (own, Some(&tags))
        );
        let (organizations, only) = access.scopes();
        assert_eq!(
            (organizations.collect::<Vec<_>>(), only),
            (vec![own], Some(&tags))
        );
        assert_ne!(access.digest(&[1]), Access::new(vec![member]).digest(&[1]));
    }

    #[test]
    fn nobody_does_what_their_role_does_not_allow_or_elsewhere() {
        let [own, other, foreign] = [1, 2, 3].map(|n| OrganizationId(Uuid::from_u128(n)));
        let roles = [Role::Viewer, Role::Member, Role::Admin, Role::Owner];
        for role in roles {
            let access = Access::new(vec![
                Membership {
                    organization: own,
                    role: Role::Owner,
                },
                Membership {
                    organization: other,
                    role,
                },
            ]);
            for permission in Permission::ALL {
                assert_eq!(access.to(permission, None).unwrap(), own);
                let there = access.to(permission, Some(other.0));
                assert_eq!(there.is_ok(), role >= permission.least(), "{permission:?}");
                let nowhere = access.to(permission, Some(foreign.0));
                assert!(matches!(nowhere, Err(Error::Unknown { .. })));
                let nowhere = access.require(permission, foreign);
                assert!(matches!(nowhere, Err(Error::Forbidden)));
            }
        }
    }
}
