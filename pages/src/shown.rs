//! A page as it was read, with its renderings.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::OrganizationId;
use entity::status_page::Access;
use tokio::sync::OnceCell;

use crate::asset::Asset;
use crate::load::{Address, Loaded};
use crate::rendered::Rendered;
use crate::view::View;
use crate::{Result, html};

/// Renderings of one view that are remembered, at most.
const MOST_RENDERINGS: usize = 256;

/// A page as it was read, with its renderings.
#[derive(Debug)]
pub struct Shown {
    loaded: Loaded,
    /// What comes before the addresses below the page.
    base: String,
    /// The same with scheme and host, if the installation knows its own address.
    url: String,
    is_stale: bool,
    page: Cell,
    renderings: Mutex<HashMap<Asset, Cell>>,
}

/// What is at an address, once somebody has rendered it; `None` if there is nothing.
pub(crate) type Cell = Arc<OnceCell<Option<Arc<Rendered>>>>;

impl Shown {
    /// `loaded`, as it is shown at `address`.
    pub(crate) fn new(
        loaded: Loaded,
        address: &Address,
        public_url: Option<&str>,
        is_stale: bool,
    ) -> Self {
        Self {
            loaded,
            base: address.base(),
            url: address.url(public_url),
            is_stale,
            page: Cell::default(),
            renderings: Mutex::default(),
        }
    }

    /// What is at `asset`.
    pub(crate) fn cell(&self, asset: &Asset) -> Cell {
        if *asset == Asset::Page {
            // Strangers choose the others, and that leaves the page itself alone.
            return Arc::clone(&self.page);
        }
        let renderings = self.renderings.lock();
        let mut renderings = renderings.unwrap_or_else(PoisonError::into_inner);
        if renderings.len() >= MOST_RENDERINGS && !renderings.contains_key(asset) {
            renderings.clear();
        }
        Arc::clone(renderings.entry(asset.clone()).or_default())
    }

    /// Organization that owns the page.
    pub fn organization(&self) -> OrganizationId {
        self.loaded.organization
    }

    /// What the page says.
    pub fn view(&self) -> &View {
        &self.loaded.view
    }

    /// Who may see it.
    pub fn access(&self) -> Access {
        self.loaded.access
    }

    /// Whether it is published.
    pub fn is_published(&self) -> bool {
        self.loaded.is_published
    }

    /// Whether everybody may see it.
    pub fn is_public(&self) -> bool {
        self.loaded.is_public()
    }

    /// Address of the page itself.
    pub fn home(&self) -> &str {
        if self.base.is_empty() {
            "/"
        } else {
            &self.base
        }
    }

    /// The form for its password, as HTML, and what that may load and do. It tells nothing of the
    /// page.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub fn password_form(&self, is_wrong: bool) -> Result<(String, String)> {
        html::password_form(self.loaded.view.language, &self.base, is_wrong)
    }

    /// That the visitor may not see it, as HTML, and what that may load and do.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub fn refusal(&self) -> Result<(String, String)> {
        html::refusal(self.loaded.view.language)
    }

    /// Whether it could not be read again, and shows what was known before.
    pub fn is_stale(&self) -> bool {
        self.is_stale
    }

    pub(crate) fn loaded(&self) -> &Loaded {
        &self.loaded
    }

    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}
