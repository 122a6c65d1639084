//! Pages of ticks, as far back as there are any.

use entity::tick;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::json;
use status::rollup::HOUR_MS;

use crate::support::{History, NOW_MS};

const PAGE: &str = "query($id: ID!, $first: Int, $after: String, $region: String) {
    website(id: $id) { ticks(first: $first, after: $after, region: $region) {
        pageInfo { hasNextPage endCursor } nodes { slot region } } } }";

/// The names of the regions, by their keys.
const REGIONS: [&str; 4] = ["", "india", "usa", "brazil"];

mod sqlite {
    use super::*;

    #[tokio::test]
    async fn pages_go_on_behind_a_gap() {
        pages_are_all_ticks(History::sqlite().await).await;
    }
}

mod postgres {
    use super::*;

    #[tokio::test]
    async fn pages_go_on_behind_a_gap() {
        pages_are_all_ticks(History::postgres().await).await;
    }
}

/// With nothing recorded for two days, far longer than a page usually spans.
async fn pages_are_all_ticks(history: History) {
    let id = history.fill(1).await.to_string();
    let (from_ms, to_ms) = (NOW_MS - 60 * HOUR_MS, NOW_MS - 12 * HOUR_MS);
    history
        .execute(&format!(
            "DELETE FROM tick WHERE slot_ms BETWEEN {from_ms} AND {to_ms}"
        ))
        .await;
    let all = tick::Entity::find()
        .order_by_desc(tick::Column::SlotMs)
        .order_by_asc(tick::Column::RegionKey)
        .all(&history.app.db)
        .await
        .unwrap();
    assert!(all.len() > 400);
    for (region, first) in [(None, 50), (None, 7), (Some("usa"), 50)] {
        let mut told = Vec::new();
        let mut after = json!(null);
        loop {
            let variables = json!({ "id": id, "first": first, "after": after, "region": region });
            let answer = history.graphql(PAGE, variables).await;
            let ticks = answer.data("/website/ticks");
            for node in ticks["nodes"].as_array().unwrap() {
                told.push((node["slot"].clone(), node["region"].clone()));
            }
            after = ticks["pageInfo"]["endCursor"].clone();
            if ticks["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        let of_region = all.iter().map(|tick| {
            let slot = sea_orm::prelude::DateTimeUtc::from_timestamp_millis(tick.slot_ms).unwrap();
            let name = REGIONS[usize::try_from(tick.region_key.0).unwrap()];
            (json!(slot.to_rfc3339()), json!(name))
        });
        let expected: Vec<_> = of_region
            .filter(|(_, name)| region.is_none_or(|region| name == region))
            .collect();
        assert_eq!(told, expected, "{region:?} {first}");
    }
}
