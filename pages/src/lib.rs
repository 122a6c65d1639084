//! What the public sees: status pages.
//!
//! ```text
//! rows ─► load ─► View ─► html, feeds, JSON, badges ─► Rendered (compressed, with its ETag)
//!                  │
//!                  └─► kept on disk, for when the database is away
//! ```
//!
//! - [`load()`] reads what a page says at one instant: a [`View`], plain data of which everything
//!   may be published.
//! - [`Pages`] answers requests with the last rendering, and renders once a second at most.
//!
//! This crate knows no account, no session and no secret: who may see a page is decided by its
//! caller, before.

mod asset;
mod badge;
mod error;
mod feed;
mod html;
mod keep;
pub mod load;
mod markdown;
mod pages;
pub mod publish;
mod render;
mod rendered;
mod shown;
mod time;
pub mod view;
mod words;

pub use asset::Asset;
pub use badge::Figure;
pub use entity::status_page::Access;
pub use error::{Error, Result};
pub use feed::Part;
pub use load::{Address, Loaded, load};
pub use pages::Pages;
pub use publish::draft;
pub use render::preview;
pub use rendered::{Encoding, Rendered};
pub use shown::Shown;
pub use view::View;
