//! Certificates of whose end people were told.

use crate::WebsiteKey;
use sea_orm::entity::prelude::*;

/// That people were told that a website's certificate ends soon.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "certificate_notice")]
pub struct Model {
    /// Key of the website.
    #[sea_orm(primary_key, auto_increment = false)]
    pub website_key: WebsiteKey,
    /// SHA-256 of the certificate, as hexadecimal digits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub fingerprint: String,
    /// The least number of days before its end of which they were told.
    pub days: i16,
    /// When the certificate ends, in seconds of Unix time.
    pub not_after_secs: i64,
}

impl ActiveModelBehavior for ActiveModel {}
