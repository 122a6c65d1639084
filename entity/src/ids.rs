//! Ids as types, so that one is never taken for another. In the database, in JSON and in
//! memory each is the number or UUID that it holds.

use std::fmt;

use sea_orm::{DbErr, DeriveValueType, TryFromU64};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($inner:ident)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize, DeriveValueType)]
        #[serde(transparent)]
        pub struct $name(pub $inner);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// Small integer by which ticks refer to a website; never reused.
    WebsiteKey(i32)
}

id! {
    /// Small integer by which ticks refer to a region, counted from 1; never reused.
    RegionKey(i16)
}

id! {
    /// Small integer by which websites refer to a tag; never reused.
    TagKey(i32)
}

id! {
    /// Public id of an organization.
    OrganizationId(Uuid)
}

impl WebsiteKey {
    /// Less than the key of any website: where a walk over all of them starts.
    pub const BEFORE_ALL: Self = Self(0);

    /// No website: the lane of alerts that are about none.
    pub const NONE: Self = Self(0);

    /// The lane of summaries about many websites.
    pub const SUMMARIES: Self = Self(-1);
}

impl RegionKey {
    /// All regions together: the website as a whole.
    pub const ALL: Self = Self(0);
}

/// SeaORM wants this of every primary key. Only a database without `RETURNING` asks.
impl TryFromU64 for OrganizationId {
    fn try_from_u64(n: u64) -> Result<Self, DbErr> {
        Uuid::try_from_u64(n).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::Value;

    use super::*;

    #[test]
    fn an_id_is_stored_as_what_it_holds() {
        let id = Uuid::from_u64_pair(1, 2);
        assert_eq!(Value::from(WebsiteKey(7)), Value::from(7_i32));
        assert_eq!(Value::from(Some(RegionKey(7))), Value::from(Some(7_i16)));
        assert_eq!(Value::from(None::<RegionKey>), Value::from(None::<i16>));
        assert_eq!(Value::from(OrganizationId(id)), Value::from(id));
        let json = serde_json::to_string(&[RegionKey(1), RegionKey(2)]);
        assert_eq!(json.unwrap(), "[1,2]");
    }
}
