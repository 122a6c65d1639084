//! Sign-in by OpenID Connect.

use api::service::oidc::{GroupRole, Settings};
use clap::{ArgAction, Args};
use entity::OrganizationId;
use entity::member::Role;
use runtime::Secret;
use url::{Host, Url};

use super::{rule, secret};

/// The path to which the provider sends browsers back.
const CALLBACK: &str = "auth/oidc/callback";

/// The provider of single sign-on, if there is one.
#[derive(Args, Clone, Debug)]
pub struct OidcArgs {
    /// The issuer of an OpenID Connect provider, by which people sign in: `https://id.example.org`.
    /// The provider is told to send them back to UPBEAT_PUBLIC_URL with `/auth/oidc/callback`.
    #[arg(
        long,
        env = "UPBEAT_OIDC_ISSUER",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        value_parser = issuer
    )]
    pub oidc_issuer: String,

    /// The name of this installation at the provider.
    #[arg(
        long,
        env = "UPBEAT_OIDC_CLIENT_ID",
        value_name = "ID",
        default_value = "",
        hide_default_value = true
    )]
    pub oidc_client_id: String,

    /// The password of this installation at the provider; empty for a public client.
    #[arg(
        long,
        env = "UPBEAT_OIDC_CLIENT_SECRET",
        value_name = "SECRET",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        value_parser = secret
    )]
    pub oidc_client_secret: Secret,

    /// What people call the provider: the text of the button.
    #[arg(
        long,
        env = "UPBEAT_OIDC_NAME",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    pub oidc_name: String,

    /// What the provider is asked for besides `openid`, separated by spaces; `email` if empty.
    #[arg(
        long,
        env = "UPBEAT_OIDC_SCOPES",
        value_name = "SCOPES",
        default_value = "",
        hide_default_value = true
    )]
    pub oidc_scopes: String,

    /// The claim that lists a person's groups; `groups` if empty.
    #[arg(
        long,
        env = "UPBEAT_OIDC_GROUPS_CLAIM",
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    pub oidc_groups_claim: String,

    /// The roles of groups in organizations, separated by semicolons:
    /// `GROUP=ORGANIZATION:ROLE;…`, with the id of the organization and viewer, member, admin or
    /// owner. In these organizations, memberships of people who sign in by the provider follow
    /// their groups.
    #[arg(
        long,
        env = "UPBEAT_OIDC_ROLES",
        value_name = "ROLES",
        default_value = "",
        hide_default_value = true,
        value_parser = roles
    )]
    pub oidc_roles: Roles,

    /// Whether the provider's email addresses count as verified where it does not say whether they
    /// are. Only where people cannot choose them there.
    #[arg(
        long,
        env = "UPBEAT_OIDC_TRUST_EMAILS",
        value_name = "ON OR OFF",
        default_value = "off",
        action = ArgAction::Set,
        value_parser = trust_emails
    )]
    pub oidc_trust_emails: bool,

    /// Whether people may sign up and in by password. `off` needs a provider.
    #[arg(
        long,
        env = "UPBEAT_PASSWORDS",
        value_name = "ON OR OFF",
        default_value = "on",
        action = ArgAction::Set,
        value_parser = passwords
    )]
    pub passwords: bool,
}

/// What groups may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roles(pub Vec<GroupRole>);

/// Settings of single sign-on that contradict one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOidc {
    /// The provider does not know whom to sign people in to.
    #[error("UPBEAT_OIDC_CLIENT_ID: must be set, as UPBEAT_OIDC_ISSUER is")]
    ClientId,
    /// The provider does not know where to send people back to.
    #[error("UPBEAT_PUBLIC_URL: must be set, as UPBEAT_OIDC_ISSUER is")]
    PublicUrl,
    /// Nobody could sign in.
    #[error("UPBEAT_PASSWORDS: can be off only with a provider, UPBEAT_OIDC_ISSUER")]
    Passwords,
}

impl OidcArgs {
    /// The provider, if there is one, for an installation that people reach at `public_url`.
    ///
    /// # Errors
    /// [`InvalidOidc`] if settings are missing or contradict one another.
    pub fn settings(&self, public_url: Option<&Url>) -> Result<Option<Settings>, InvalidOidc> {
        if self.oidc_issuer.is_empty() {
            let is_open = self.passwords;
            return is_open.then_some(None).ok_or(InvalidOidc::Passwords);
        }
        if self.oidc_client_id.is_empty() {
            return Err(InvalidOidc::ClientId);
        }
        let redirect_url = public_url.and_then(|url| url.join(CALLBACK).ok());
        let or = |text: &str, default: &str| match text.trim() {
            "" => default.to_owned(),
            text => text.to_owned(),
        };
        let secret = Some(&self.oidc_client_secret).filter(|secret| !secret.expose().is_empty());
        let scopes = or(&self.oidc_scopes, "email");
        let others = scopes.split_whitespace().filter(|scope| *scope != "openid");
        Ok(Some(Settings {
            issuer: self.oidc_issuer.clone(),
            client_id: self.oidc_client_id.clone(),
            client_secret: secret.cloned(),
            name: or(&self.oidc_name, "Single sign-on"),
            scopes: ["openid"]
                .into_iter()
                .chain(others)
                .collect::<Vec<_>>()
                .join(" "),
            groups_claim: or(&self.oidc_groups_claim, "groups"),
            roles: self.oidc_roles.0.clone(),
            trusts_emails: self.oidc_trust_emails,
            redirect_url: redirect_url.ok_or(InvalidOidc::PublicUrl)?,
        }))
    }
}

fn issuer(text: &str) -> Result<String, String> {
    let is_here = |url: &Url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let is_issuer = |url: &Url| {
        let is_secure = url.scheme() == "https" || (url.scheme() == "http" && is_here(url));
        is_secure && url.has_host() && url.query().is_none() && url.fragment().is_none()
    };
    if text.is_empty() || Url::parse(text).is_ok_and(|url| is_issuer(&url)) {
        return Ok(text.to_owned());
    }
    Err(rule(
        "UPBEAT_OIDC_ISSUER",
        "must begin with https:// (http:// only on this host), and have no query",
    ))
}

fn trust_emails(text: &str) -> Result<bool, String> {
    switch("UPBEAT_OIDC_TRUST_EMAILS", text, false)
}

fn passwords(text: &str) -> Result<bool, String> {
    switch("UPBEAT_PASSWORDS", text, true)
}

fn switch(variable: &str, text: &str, default: bool) -> Result<bool, String> {
    match text {
        "" => Ok(default),
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(rule(variable, "must be on or off")),
    }
}

fn roles(text: &str) -> Result<Roles, String> {
    let role = |text: &str| {
        // A group's name may have the same signs: `cn=ops,dc=example,dc=org`.
        let (group, place) = text.rsplit_once('=')?;
        let (organization, role) = place.trim().split_once(':')?;
        let role = match role {
            "viewer" => Role::Viewer,
            "member" => Role::Member,
            "admin" => Role::Admin,
            "owner" => Role::Owner,
            _ => return None,
        };
        let group = group.trim().to_owned();
        (!group.is_empty()).then_some(GroupRole {
            group,
            organization: OrganizationId(organization.parse().ok()?),
            role,
        })
    };
    let parts = text
        .split(';')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let roles: Option<Vec<GroupRole>> = parts.map(role).collect();
    roles.map(Roles).ok_or_else(|| {
        rule(
            "UPBEAT_OIDC_ROLES",
            "must be like GROUP=ORGANIZATION:ROLE, separated by semicolons; roles are viewer, \
             member, admin and owner",
        )
    })
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::super::{Cli, Command, Config};
    use super::*;

    fn config(args: &[&str]) -> Result<Config, String> {
        let args = [&["upbeat", "serve"], args].concat();
        let cli = Cli::try_parse_from(args).map_err(|err| err.to_string())?;
        let Command::Serve(config) = cli.command else {
            panic!()
        };
        Ok(*config)
    }

    fn settings(args: &[&str]) -> Result<Option<Settings>, InvalidOidc> {
        let config = config(args).unwrap();
        config.oidc.settings(config.alerts.public_url.0.as_ref())
    }

    #[test]
    fn there_is_a_provider_if_one_is_named() {
        assert!(settings(&[]).unwrap().is_none());
        let issuer = "--oidc-issuer=https://id.test";
        let (id, url) = ("--oidc-client-id=upbeat", "--public-url=https://up.test/a");
        assert_eq!(settings(&[issuer, url]).unwrap_err(), InvalidOidc::ClientId);
        assert_eq!(settings(&[issuer, id]).unwrap_err(), InvalidOidc::PublicUrl);
        let off = "--passwords=off";
        assert_eq!(settings(&[off]).unwrap_err(), InvalidOidc::Passwords);
        let made = settings(&[issuer, id, url, off]).unwrap().unwrap();
        let redirect = made.redirect_url.as_str();
        assert_eq!(redirect, "https://up.test/a/auth/oidc/callback");
        assert_eq!(
            (made.scopes.as_str(), made.groups_claim.as_str()),
            ("openid email", "groups")
        );
        assert_eq!(
            (made.name.as_str(), made.client_secret),
            ("Single sign-on", None)
        );
        let more = settings(&[
            issuer,
            id,
            url,
            "--oidc-scopes=profile openid email",
            "--oidc-client-secret=hush",
            "--oidc-name= Acme ",
        ]);
        let more = more.unwrap().unwrap();
        assert_eq!(more.scopes, "openid profile email");
        assert_eq!(more.name, "Acme");
        assert!(!format!("{more:?}").contains("hush"));
    }

    #[test]
    fn a_wrong_value_names_its_variable() {
        for (arg, variable) in [
            ("--oidc-issuer=id.test", "UPBEAT_OIDC_ISSUER"),
            ("--oidc-issuer=http://id.test", "UPBEAT_OIDC_ISSUER"),
            ("--oidc-issuer=https://id.test?a", "UPBEAT_OIDC_ISSUER"),
            ("--oidc-roles=ops", "UPBEAT_OIDC_ROLES"),
            ("--oidc-roles=ops=1:admin", "UPBEAT_OIDC_ROLES"),
            ("--oidc-trust-emails=yes", "UPBEAT_OIDC_TRUST_EMAILS"),
            ("--passwords=0", "UPBEAT_PASSWORDS"),
        ] {
            let refused = config(&[arg]).unwrap_err();
            assert!(refused.contains(variable), "{arg}: {refused}");
        }
        let empty = config(&["--passwords=", "--oidc-trust-emails="]).unwrap();
        assert!(empty.oidc.passwords && !empty.oidc.oidc_trust_emails);
        for issuer in ["http://localhost:1", "http://127.1.2.3", "http://[::1]:1/a"] {
            config(&[&format!("--oidc-issuer={issuer}")]).unwrap();
        }
    }

    #[test]
    fn a_groups_name_may_have_any_signs() {
        let id = "0198b4a0-0000-7000-8000-000000000001";
        let text = format!("ops={id}:admin; cn=dev,dc=a={id}:viewer;");
        let expected = [("ops", Role::Admin), ("cn=dev,dc=a", Role::Viewer)];
        let expected = expected.map(|(group, role)| GroupRole {
            group: group.to_owned(),
            organization: OrganizationId(id.parse().unwrap()),
            role,
        });
        assert_eq!(roles(&text).unwrap().0, expected);
        assert_eq!(roles("").unwrap(), Roles::default());
        for bad in [
            format!("={id}:admin"),
            format!("a={id}:boss"),
            format!("a={id}"),
        ] {
            assert!(roles(&bad).is_err(), "{bad}");
        }
    }
}
