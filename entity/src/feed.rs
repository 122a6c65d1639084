//! The feed: what happened, in the order of commits, one row per transaction, kept for a day.

use crate::{RegionKey, WebsiteKey, WebsiteStatus};
use sea_orm::entity::prelude::*;
use sea_orm::prelude::Uuid;

/// What one transaction told: a batch of ticks, the sweep, or a person's change.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "feed")]
pub struct Model {
    /// Position in the feed; follows the order of commits.
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    /// When the row was written, in milliseconds of Unix time.
    pub created_at_ms: i64,
    /// Packed keys of the batch's ticks, 14 bytes each; see [`pack`].
    pub ticks: Vec<u8>,
    /// Packed changes of status, 18 bytes each; see [`pack_changes`]. `None` where nothing
    /// changed, and in rows of an older version.
    pub changes: Option<Vec<u8>>,
    /// Packed steps of incidents, 29 bytes each; see [`pack_steps`]. `None` where there are
    /// none, and in rows of an older version.
    pub incidents: Option<Vec<u8>>,
}

impl ActiveModelBehavior for ActiveModel {}

/// Primary key of a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TickKey {
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Key of the region.
    pub region_key: RegionKey,
    /// The slot, in milliseconds of Unix time.
    pub slot_ms: i64,
}

/// A change of a website's status, as a whole or as one region sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Key of the region; [`RegionKey::ALL`] for the website as a whole.
    pub region_key: RegionKey,
    /// From when on, in milliseconds of Unix time.
    pub at_ms: i64,
    /// The status from then on.
    pub status: WebsiteStatus,
    /// The status before; `None` for a new website.
    pub before: Option<WebsiteStatus>,
}

/// Something that happened to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IncidentStep {
    /// Key of the website.
    pub website_key: WebsiteKey,
    /// Identifier of the incident.
    pub incident_id: Uuid,
    /// When it happened, in milliseconds of Unix time.
    pub at_ms: i64,
    /// What happened.
    pub kind: StepKind,
}

/// What happens to an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// It opened.
    Opened,
    /// Somebody acknowledged it.
    Acknowledged,
    /// It resolved.
    Resolved,
    /// Somebody wrote a note.
    Noted,
}

/// Size of one packed key of a tick.
pub const KEY_BYTES: usize = 14;

/// Size of one packed change of status.
pub const CHANGE_BYTES: usize = 18;

/// Size of one packed step of an incident.
pub const STEP_BYTES: usize = 29;

/// Packed for a change that nothing precedes.
const NO_STATUS: i16 = -1;

impl Model {
    /// Number of the batch's ticks.
    pub fn len(&self) -> usize {
        self.ticks.len() / KEY_BYTES
    }

    /// Whether the batch has no ticks.
    pub fn is_empty(&self) -> bool {
        self.ticks.is_empty()
    }

    /// Keys of the batch's ticks, in order.
    pub fn keys(&self) -> Vec<TickKey> {
        unpack(&self.ticks)
    }
}

/// Packs `keys` for [`Model::ticks`]: big-endian, 14 bytes each.
pub fn pack(keys: &[TickKey]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(keys.len() * KEY_BYTES);
    for key in keys {
        packed.extend(key.website_key.0.to_be_bytes());
        packed.extend(key.region_key.0.to_be_bytes());
        packed.extend(key.slot_ms.to_be_bytes());
    }
    packed
}

/// Unpacks keys of ticks.
pub fn unpack(packed: &[u8]) -> Vec<TickKey> {
    let (keys, _) = packed.as_chunks::<KEY_BYTES>();
    keys.iter()
        .map(|&[w0, w1, w2, w3, r0, r1, slot @ ..]| TickKey {
            website_key: WebsiteKey(i32::from_be_bytes([w0, w1, w2, w3])),
            region_key: RegionKey(i16::from_be_bytes([r0, r1])),
            slot_ms: i64::from_be_bytes(slot),
        })
        .collect()
}

/// Packs `changes` for [`Model::changes`]: big-endian, 18 bytes each.
pub fn pack_changes(changes: &[StatusChange]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(changes.len() * CHANGE_BYTES);
    for change in changes {
        let before = change.before.map_or(NO_STATUS, |status| status.to_value());
        packed.extend(change.website_key.0.to_be_bytes());
        packed.extend(change.region_key.0.to_be_bytes());
        packed.extend(change.at_ms.to_be_bytes());
        packed.extend(change.status.to_value().to_be_bytes());
        packed.extend(before.to_be_bytes());
    }
    packed
}

/// Unpacks changes of status; `None` for those that only a newer version understands.
pub fn unpack_changes(packed: &[u8]) -> Vec<Option<StatusChange>> {
    let (changes, _) = packed.as_chunks::<CHANGE_BYTES>();
    changes.iter().map(|change| unpack_change(change)).collect()
}

fn unpack_change(mut packed: &[u8]) -> Option<StatusChange> {
    let status = |value: i16| WebsiteStatus::try_from_value(&value).ok();
    Some(StatusChange {
        website_key: WebsiteKey(i32::from_be_bytes(take(&mut packed)?)),
        region_key: RegionKey(i16::from_be_bytes(take(&mut packed)?)),
        at_ms: i64::from_be_bytes(take(&mut packed)?),
        status: status(i16::from_be_bytes(take(&mut packed)?))?,
        before: match i16::from_be_bytes(take(&mut packed)?) {
            NO_STATUS => None,
            before => Some(status(before)?),
        },
    })
}

/// Packs `steps` for [`Model::incidents`]: big-endian, 29 bytes each.
pub fn pack_steps(steps: &[IncidentStep]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(steps.len() * STEP_BYTES);
    for step in steps {
        packed.extend(step.website_key.0.to_be_bytes());
        packed.extend(step.at_ms.to_be_bytes());
        packed.push(step.kind.code());
        packed.extend(step.incident_id.as_bytes());
    }
    packed
}

/// Unpacks steps of incidents; `None` for those that only a newer version understands.
pub fn unpack_steps(packed: &[u8]) -> Vec<Option<IncidentStep>> {
    let (steps, _) = packed.as_chunks::<STEP_BYTES>();
    steps.iter().map(|step| unpack_step(step)).collect()
}

fn unpack_step(mut packed: &[u8]) -> Option<IncidentStep> {
    Some(IncidentStep {
        website_key: WebsiteKey(i32::from_be_bytes(take(&mut packed)?)),
        at_ms: i64::from_be_bytes(take(&mut packed)?),
        kind: StepKind::of_code(u8::from_be_bytes(take(&mut packed)?))?,
        incident_id: Uuid::from_bytes(take(&mut packed)?),
    })
}

/// The next bytes of `packed`.
fn take<const N: usize>(packed: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, rest) = packed.split_first_chunk()?;
    *packed = rest;
    Some(*bytes)
}

impl StepKind {
    fn code(self) -> u8 {
        match self {
            Self::Opened => 0,
            Self::Acknowledged => 1,
            Self::Resolved => 2,
            Self::Noted => 3,
        }
    }

    fn of_code(code: u8) -> Option<Self> {
        match code {
            0 => Some(Self::Opened),
            1 => Some(Self::Acknowledged),
            2 => Some(Self::Resolved),
            3 => Some(Self::Noted),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_keys_come_back() {
        let keys = vec![
            TickKey {
                website_key: WebsiteKey(i32::MAX),
                region_key: RegionKey(-1),
                slot_ms: i64::MIN,
            },
            TickKey {
                website_key: WebsiteKey(7),
                region_key: RegionKey(2),
                slot_ms: 1_790_000_000_123,
            },
        ];
        assert_eq!(pack(&keys).len(), 28);
        assert_eq!(unpack(&pack(&keys)), keys);
    }

    #[test]
    fn packed_changes_come_back_and_unknown_ones_keep_their_place() {
        let change = |before| StatusChange {
            website_key: WebsiteKey(i32::MIN),
            region_key: RegionKey(i16::MAX),
            at_ms: 1_790_000_000_123,
            status: WebsiteStatus::Down,
            before,
        };
        let changes = [change(None), change(Some(WebsiteStatus::Paused))];
        let mut packed = pack_changes(&changes);
        assert_eq!(packed.len(), 36);
        assert_eq!(unpack_changes(&packed), changes.map(Some));
        packed[15] = 99;
        assert_eq!(unpack_changes(&packed), [None, Some(changes[1])]);
    }

    #[test]
    fn packed_steps_come_back_and_unknown_ones_keep_their_place() {
        use StepKind::{Acknowledged, Noted, Opened, Resolved};
        let steps = [Opened, Acknowledged, Resolved, Noted].map(|kind| IncidentStep {
            website_key: WebsiteKey(7),
            incident_id: Uuid::from_u128(u128::MAX - 1),
            at_ms: -1,
            kind,
        });
        let mut packed = pack_steps(&steps);
        assert_eq!(packed.len(), 116);
        assert_eq!(unpack_steps(&packed), steps.map(Some));
        packed[12] = 99;
        assert_eq!(unpack_steps(&packed)[..2], [None, Some(steps[1])]);
    }
}
