//! What a summary lists.

use entity::alert::AlertKind;
use entity::delivery::{self, DeliveryState};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::stand_in::{Answer, StandIn};

use super::{NOON_MS, World, on_both_engines, opened, resolved, rules};

on_both_engines!(a_summary_of_nothing_but_ends_names_who_is_well_again);

async fn a_summary_of_nothing_but_ends_names_who_is_well_again(world: World) {
    let service = StandIn::always(Answer::text(200, "ok")).await;
    let channel = world.chat(&service, rules()).await;
    for website in 1..=17 {
        let mut alert = resolved();
        alert.website.as_mut().unwrap().name = format!("site {website}.");
        if website == 7 {
            alert.summary = Some("the website was paused".to_owned());
        }
        world
            .tell(channel, website, &[opened(), alert], NOON_MS)
            .await;
    }
    // The openings were told long ago.
    delivery::Entity::update_many()
        .col_expr(
            delivery::Column::State,
            Expr::value(DeliveryState::Delivered),
        )
        .filter(delivery::Column::Kind.eq(AlertKind::IncidentOpened))
        .exec(world.db())
        .await
        .unwrap();
    world.passes(NOON_MS, NOON_MS + 61_000).await;
    let summary = service.seen()[5].text();
    assert!(summary.contains("SUMMARY: 12 resolved"), "{summary}");
    assert!(summary.contains("site 6.: resolved"), "{summary}");
    assert!(
        summary.contains("site 7.: the website was paused"),
        "{summary}"
    );
    assert!(summary.contains("site 15."), "{summary}");
    assert!(!summary.contains("site 16."), "the first ten: {summary}");
}
