//! Answers requests for pages: reads each at most once a second, whatever comes, and goes on with
//! what was read last while the database is away.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use entity::OrganizationId;
use entity::status_page::Access;
use runtime::Passes;
use sea_orm::DatabaseConnection;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::asset::Asset;
use crate::keep::Keep;
use crate::load::{self, Address, Loaded};
use crate::rendered::Rendered;
use crate::shown::Shown;
use crate::view::View;
use crate::{Error, Result, render};

/// How long what was read is shown before it is read again.
const FRESH: Duration = Duration::from_secs(1);

/// What is not older is shown while it is read again; for what is, a visitor waits.
const RECENT: Duration = Duration::from_secs(5);

/// How long the database may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// Pages that are not known yet, and things of the past, that are read at once.
const AT_ONCE: usize = 4;

/// Interval between looks for hosts.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// How often a view that says the same is kept on disk, so that its time is not too old.
const KEEP_EVERY_MS: i64 = 60_000;

/// A page that nobody asks for is forgotten after this time.
const FORGET: Duration = Duration::from_secs(600);

/// Addresses that are remembered, at most; strangers choose them.
const MOST_PAGES: usize = 4_096;

/// The status pages of an installation; cheap to clone.
#[derive(Clone, Debug)]
pub struct Pages(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `None` while the database is not there yet.
    db: Option<DatabaseConnection>,
    keep: Keep,
    public_url: Option<String>,
    /// Of what strangers ask for by names of their choice, few things are read at once.
    turns: Semaphore,
    pages: Mutex<HashMap<Address, Arc<Page>>>,
    hosts: RwLock<HashSet<String>>,
}

/// What is known of an address.
#[derive(Debug, Default)]
struct Page {
    last: RwLock<Option<Last>>,
    reading: tokio::sync::Mutex<()>,
}

#[derive(Clone, Debug)]
struct Last {
    at: Instant,
    /// `None` if there is no page.
    shown: Option<Arc<Shown>>,
}

impl Pages {
    /// Pages of the database `db`, whose last views are kept in `directory`. `public_url` is where
    /// people reach the installation.
    pub fn new(
        db: Option<DatabaseConnection>,
        directory: Option<PathBuf>,
        public_url: Option<String>,
    ) -> Self {
        Self(Arc::new(Inner {
            db,
            keep: Keep::new(directory),
            public_url,
            turns: Semaphore::new(AT_ONCE),
            pages: Mutex::default(),
            hosts: RwLock::default(),
        }))
    }

    /// The page at `address` as it is at `now_ms`, or was a moment ago; `None` if there is none.
    ///
    /// # Errors
    /// If it cannot be read and nothing is known of it.
    pub async fn get(&self, address: &Address, now_ms: i64) -> Result<Option<Arc<Shown>>> {
        let page = self.page(address);
        let last = page.last();
        if let Some(last) = &last {
            let age = last.at.elapsed();
            if age < FRESH {
                return Ok(last.shown.clone());
            }
            if age < RECENT {
                // One visitor has it read, and nobody waits for that.
                if page.reading.try_lock().is_ok() {
                    let (pages, address) = (self.clone(), address.clone());
                    let page = Arc::clone(&page);
                    tokio::spawn(async move { pages.read(&page, &address, now_ms).await });
                }
                return Ok(last.shown.clone());
            }
        }
        self.read(&page, address, now_ms).await
    }

    /// What is at `asset` of the page, or `None` if there is nothing. It is rendered once, however
    /// many ask for it.
    ///
    /// # Errors
    /// If it must be read, and cannot be.
    pub async fn asset(
        &self,
        shown: &Arc<Shown>,
        asset: &Asset,
        now_ms: i64,
    ) -> Result<Option<Arc<Rendered>>> {
        let cell = shown.cell(asset);
        let rendered = cell.get_or_try_init(async || {
            let rendered = self.render(shown, asset, now_ms).await?;
            Ok::<_, Error>(rendered.map(Arc::new))
        });
        Ok(rendered.await?.clone())
    }

    async fn render(&self, shown: &Arc<Shown>, asset: &Asset, now_ms: i64) -> render::Outcome {
        let (of_view, of) = (Arc::clone(shown), asset.clone());
        // A large page takes some milliseconds, in which nobody else is to wait.
        let rendering = spawn_blocking(move || render::of_view(&of_view, &of));
        if let Some(rendered) = rendering.await.map_err(Error::Crash)? {
            return rendered;
        }
        let db = self.0.db.as_ref().filter(|_| !shown.is_stale());
        let db = db.ok_or(Error::Silent)?;
        let reading = async {
            let _turn = self.0.turns.acquire().await;
            render::of_past(db, shown, asset, now_ms).await
        };
        timeout(PATIENCE, reading)
            .await
            .unwrap_or(Err(Error::Silent))
    }

    /// Whether a page has this host of its own, as far as [`Self::run`] has looked.
    pub fn has_host(&self, host: &str) -> bool {
        let hosts = self.0.hosts.read().unwrap_or_else(PoisonError::into_inner);
        hosts.contains(host)
    }

    /// Keeps the hosts of pages up to date until `shutdown`.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut passes = Passes::new("The hosts of status pages", LOOK_EVERY, shutdown);
        while passes.next().await {
            passes.end(self.pass().await);
        }
    }

    /// Reads the hosts that pages have of their own.
    ///
    /// # Errors
    /// If the database fails, or is not there yet.
    pub async fn pass(&self) -> Result<()> {
        let db = self.0.db.as_ref().ok_or(Error::Silent)?;
        let hosts = load::hosts(db).await?.into_iter().collect();
        *self.0.hosts.write().unwrap_or_else(PoisonError::into_inner) = hosts;
        Ok(())
    }

    /// What is known of the address.
    fn page(&self, address: &Address) -> Arc<Page> {
        let mut pages = self.0.pages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(page) = pages.get(address) {
            return Arc::clone(page);
        }
        if pages.len() >= MOST_PAGES {
            pages.retain(|_, page| {
                let last = page.last();
                let is_page = last.as_ref().is_some_and(|last| last.shown.is_some());
                is_page && last.is_some_and(|last| last.at.elapsed() < FORGET)
            });
        }
        if pages.len() >= MOST_PAGES {
            pages.clear();
        }
        Arc::clone(pages.entry(address.clone()).or_default())
    }

    /// Reads the page again, unless somebody just did.
    async fn read(
        &self,
        page: &Page,
        address: &Address,
        now_ms: i64,
    ) -> Result<Option<Arc<Shown>>> {
        let _reading = page.reading.lock().await;
        let last = page.last();
        if let Some(last) = last.as_ref().filter(|last| last.at.elapsed() < FRESH) {
            return Ok(last.shown.clone());
        }
        let before = last.and_then(|last| last.shown);
        let loading = async {
            let db = self.0.db.as_ref().ok_or(Error::Silent)?;
            let _turn = match before {
                Some(_) => None,
                None => Some(self.0.turns.acquire().await),
            };
            load::load(db, address, now_ms).await
        };
        let loaded = timeout(PATIENCE, loading).await;
        let loaded = loaded.unwrap_or(Err(Error::Silent));
        let shown = match loaded {
            Ok(loaded) => {
                self.keep(address, loaded.as_ref(), before.as_deref());
                loaded.map(|loaded| self.updated(loaded, address, before))
            }
            Err(error) => {
                if before.as_ref().is_some_and(|before| !before.is_stale()) {
                    let error = &error as &dyn std::error::Error;
                    warn!(
                        error,
                        "A status page cannot be read, and is shown as it was"
                    );
                }
                let known = self.known(address, before);
                Some(known.ok_or(error)?)
            }
        };
        if let Some(shown) = &shown {
            // Nobody but whoever reads it waits for this; it fails again for whoever asks.
            let _ = self.asset(shown, &Asset::Page, now_ms).await;
        }
        page.set(Last {
            at: Instant::now(),
            shown: shown.clone(),
        });
        Ok(shown)
    }

    /// The last view of the page, as a stale one.
    fn known(&self, address: &Address, before: Option<Arc<Shown>>) -> Option<Arc<Shown>> {
        if let Some(before) = &before
            && before.is_stale()
        {
            return Some(Arc::clone(before));
        }
        let loaded = match before {
            Some(before) => before.loaded().clone(),
            None => {
                let view = self.0.keep.read(address)?;
                info!("A status page is shown as it was kept on disk");
                Loaded {
                    // Only public pages are kept, and nobody needs to know whose they are.
                    organization: OrganizationId(uuid::Uuid::nil()),
                    access: Access::Public,
                    is_published: true,
                    view,
                }
            }
        };
        Some(self.shown(loaded, address, true))
    }

    /// What is shown of `loaded`: what was rendered before, if it says the same.
    fn updated(&self, loaded: Loaded, address: &Address, before: Option<Arc<Shown>>) -> Arc<Shown> {
        let minute = |view: &View| view.made_at_ms.div_euclid(60_000);
        if let Some(before) = before {
            let (old, new) = (before.loaded(), &loaded);
            let is_same = minute(&old.view) == minute(&new.view)
                && old.access == new.access
                && old.is_published == new.is_published
                && old.view.says_the_same_as(&new.view);
            if is_same && !before.is_stale() {
                return before;
            }
        }
        self.shown(loaded, address, false)
    }

    fn shown(&self, loaded: Loaded, address: &Address, is_stale: bool) -> Arc<Shown> {
        let public_url = self.0.public_url.as_deref();
        Arc::new(Shown::new(loaded, address, public_url, is_stale))
    }

    /// Keeps what everybody may see.
    fn keep(&self, address: &Address, loaded: Option<&Loaded>, before: Option<&Shown>) {
        let loaded = loaded.filter(|loaded| loaded.is_public());
        let is_kept = match (loaded, before.filter(|before| before.is_public())) {
            (Some(loaded), Some(before)) => {
                let (new, old) = (&loaded.view, before.view());
                let is_recent = new.made_at_ms - old.made_at_ms < KEEP_EVERY_MS;
                is_recent && old.says_the_same_as(new) && !before.is_stale()
            }
            (None, None) => true,
            _ => false,
        };
        if !is_kept || (loaded.is_none() && before.is_none()) {
            self.0
                .keep
                .write(address, loaded.map(|loaded| &loaded.view));
        }
    }
}

impl Page {
    fn last(&self) -> Option<Last> {
        let last = self.last.read().unwrap_or_else(PoisonError::into_inner);
        last.clone()
    }

    fn set(&self, last: Last) {
        *self.last.write().unwrap_or_else(PoisonError::into_inner) = Some(last);
    }
}
