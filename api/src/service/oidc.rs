//! Sign-in by OpenID Connect: the authorization code flow with PKCE, with one provider.
//!
//! Nothing of a sign-in is stored before it succeeds: the browser keeps the [`Attempt`], and from
//! it follows what the provider must repeat, so any replica can finish what another has started.

mod account;
mod attempt;
mod id_token;
mod provider;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use entity::OrganizationId;
use entity::member::Role;
use notify::channel::Means;
use runtime::Secret;
use url::Url;
use uuid::Uuid;

pub use self::attempt::Attempt;
use self::id_token::Invalid;
use self::provider::Provider;
use super::account::{Device, SignedIn};
use super::throttle::Origin;
use super::{Handles, text};
use crate::code::Code;

/// Longest code of a provider's error that is shown, in bytes.
const MAX_CODE_BYTES: usize = 60;

/// The provider, and what this installation is to it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Identifier of the provider, an `https` URL.
    pub issuer: String,
    /// Identifier of this installation at the provider.
    pub client_id: String,
    /// Password of this installation at the provider; `None` for a public client.
    pub client_secret: Option<Secret>,
    /// What people call the provider.
    pub name: String,
    /// What is asked for, separated by spaces; `openid` is among it.
    pub scopes: String,
    /// Name of the claim that lists a person's groups.
    pub groups_claim: String,
    /// What groups may do.
    pub roles: Vec<GroupRole>,
    /// Whether addresses count as verified of which the provider does not say whether they are.
    pub trusts_emails: bool,
    /// Where the provider sends browsers back to.
    pub redirect_url: Url,
}

/// The role that a group has in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    /// Name of the group, as the provider writes it.
    pub group: String,
    /// The organization.
    pub organization: OrganizationId,
    /// The role.
    pub role: Role,
}

/// Why nobody is signed in. The text is for the person, and reveals nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The answer does not belong to a sign-in that this browser has started.
    #[error("this sign-in was not started in this browser, or is over")]
    Unbound,
    /// The provider did not sign the person in.
    #[error("the sign-in provider refused: {0}")]
    Denied(String),
    /// The provider does not know the code, or knows it as used.
    #[error("the sign-in provider does not accept this sign-in any more")]
    Code,
    /// The provider cannot be reached, or breaks the protocol.
    #[error("the sign-in provider cannot be used now")]
    Provider {
        /// Why, without secrets.
        reason: String,
    },
    /// Too many sign-ins wait for the provider.
    #[error("too many people are signing in")]
    Busy,
    /// The provider names no address of the person.
    #[error("the sign-in provider gave no email address")]
    NoEmail,
    /// The provider does not vouch for the address.
    #[error("the sign-in provider has not verified your email address")]
    Unverified,
    /// The address has an account, which may be somebody else's.
    #[error(
        "your email address has an account already: sign in to it here, then choose single sign-on \
         in the same browser once"
    )]
    Taken,
    /// A rule of the services.
    #[error(transparent)]
    Service(#[from] super::Error),
}

/// A result with this module's [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What the provider sends a browser back with.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    /// What proves the sign-in to us.
    pub code: Option<String>,
    /// What the sign-in was started with.
    pub state: Option<String>,
    /// Which provider it is.
    pub issuer: Option<String>,
    /// Why there is no code.
    pub error: Option<String>,
}

/// Who signs in.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// The client address, if known.
    pub origin: Option<Origin>,
    /// The client program, as it names itself.
    pub device: Option<&'a Device>,
    /// The account that the browser is signed in to.
    pub user: Option<Uuid>,
}

/// Sign-in with the provider; cheap to clone.
#[derive(Clone, Debug)]
pub struct Oidc(Arc<(Settings, Provider)>);

impl Oidc {
    /// Sign-in by `settings`. The provider is asked through `means` once somebody signs in.
    pub fn new(settings: Settings, means: Arc<Means>) -> Self {
        Self(Arc::new((settings, Provider::new(means))))
    }

    /// Identifier of the provider.
    pub fn issuer(&self) -> &str {
        &self.0.0.issuer
    }

    /// What people call the provider.
    pub fn name(&self) -> &str {
        &self.0.0.name
    }

    /// Where a page sends the browser to sign in.
    pub fn start_url(&self) -> String {
        let start = self.0.0.redirect_url.join("start");
        start.map(String::from).unwrap_or_default()
    }

    /// Where the browser is sent for this attempt.
    ///
    /// # Errors
    /// [`Error::Provider`].
    pub async fn authorization_url(&self, attempt: &Attempt, now_ms: i64) -> Result<Url> {
        let (settings, provider) = &*self.0;
        provider.authorization_url(settings, attempt, now_ms).await
    }

    /// Signs in who comes back from the provider. An account is created or linked where there is
    /// none, and memberships follow the groups.
    ///
    /// # Errors
    /// [`enum@Error`].
    pub async fn sign_in(
        &self,
        handles: &Handles,
        attempt: &Attempt,
        answer: Answer,
        visitor: Visitor<'_>,
        now: DateTime<Utc>,
    ) -> Result<SignedIn> {
        let (settings, provider) = &*self.0;
        let now_ms = now.timestamp_millis();
        if answer.state != Some(attempt.state()) {
            return Err(Error::Unbound);
        }
        let issuer = answer.issuer.as_deref();
        provider.check_issuer(settings, issuer, now_ms).await?;
        let code = match (answer.code, answer.error) {
            (Some(code), None) => code,
            (_, error) => return Err(Error::Denied(shown(&error.unwrap_or_default()))),
        };
        let claims = provider.redeem(settings, attempt, &code, now_ms).await?;
        account::enter(handles, settings, &claims, visitor, now).await
    }
}

impl Error {
    fn provider(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::Provider { reason }
    }

    /// Why the provider cannot be used; else the text.
    fn reason(&self) -> String {
        match self {
            Self::Provider { reason } => reason.clone(),
            other => other.to_string(),
        }
    }

    /// The kind of error.
    pub fn code(&self) -> Code {
        match self {
            Self::Unbound => Code::BadUserInput,
            Self::Denied(_) | Self::Code | Self::NoEmail | Self::Unverified => Code::Forbidden,
            Self::Provider { .. } => Code::Unavailable,
            Self::Busy => Code::RateLimited,
            Self::Taken => Code::Conflict,
            Self::Service(err) => err.code(),
        }
    }
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::provider(invalid.to_string())
    }
}

impl From<sea_orm::DbErr> for Error {
    fn from(err: sea_orm::DbErr) -> Self {
        Self::Service(err.into())
    }
}

/// The code of a provider's error, which anybody can put into a link. Source: RFC 6749, 4.1.2.1.
fn shown(code: &str) -> String {
    let is_code = code.len() <= MAX_CODE_BYTES && text::is_one_line(code) && code.is_ascii();
    let code = if is_code { code } else { "no reason given" };
    code.to_owned()
}
