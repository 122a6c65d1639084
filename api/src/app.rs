//! Shared state of all requests, created at startup.

use std::ops::Deref;

use pages::Pages;

use crate::cookie::SessionCookie;
use crate::limits::Limits;
use crate::live::Live;
use crate::origin::Proxies;
use crate::service::Handles;
use crate::shares::Shares;
use crate::web::Web;

/// State that one api process serves requests with; cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    /// Handles of the services.
    pub handles: Handles,
    /// Limits of each account's concurrent use of the database.
    pub shares: Shares,
    /// Limits of what each caller may use.
    pub limits: Limits,
    /// Proxies whose X-Forwarded-For is trusted.
    pub proxies: Proxies,
    /// What browsers may do.
    pub web: Web,
    /// Subscribers of live ticks.
    pub live: Live,
    /// Status pages.
    pub pages: Pages,
}

impl App {
    /// The cookie that keeps a browser's session.
    pub fn cookie(&self) -> SessionCookie {
        SessionCookie::new(self.web.is_https)
    }
}

impl Deref for App {
    type Target = Handles;

    fn deref(&self) -> &Handles {
        &self.handles
    }
}
