//! What our server committed, and when: PostgreSQL keeps the time of each commit.

use anyhow::Context;
use uuid::Uuid;

use super::deliveries::{Published, Window};
use crate::stores::Stores;

/// The address of the account number `n`, from 1.
pub(super) fn email(n: usize) -> String {
    format!("bench-{n}@example.org")
}

/// The ticks of the window by account: the first is that of `bench@example.org`.
pub(super) fn by_account(
    stores: &Stores,
    accounts: usize,
    window: Window,
) -> anyhow::Result<Vec<Published>> {
    let Window { from_ms, to_ms } = window;
    let emails = (1..accounts).map(email);
    let emails: Vec<String> = std::iter::once("bench@example.org".to_owned())
        .chain(emails)
        .collect();
    let answer = stores.sql(&format!(
        "SELECT u.email, w.id, t.slot_ms, \
         (extract(epoch FROM pg_xact_commit_timestamp(t.xmin)) * 1000000)::bigint \
         FROM tick AS t JOIN website AS w ON w.key = t.website_key \
         JOIN organization AS o ON o.id = w.organization_id \
         JOIN \"user\" AS u ON u.id = o.personal_of \
         WHERE t.checked_at_ms >= {from_ms} AND t.checked_at_ms < {to_ms}"
    ))?;
    let mut published = vec![Published::new(); accounts];
    for line in answer.lines() {
        let mut fields = line.split('|');
        let mut next = || fields.next().context("a field");
        let email = next()?;
        let (_, website) = Uuid::try_parse(next()?)?.as_u64_pair();
        let tick = (website, next()?.parse()?);
        let at_us = next()?.parse()?;
        let account = emails.iter().position(|known| known == email);
        let of_account = account.and_then(|account| published.get_mut(account));
        of_account.context("an account")?.insert(tick, at_us);
    }
    Ok(published)
}
