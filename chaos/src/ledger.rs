//! The ledger of expected slots, from configuration alone, beside what was stored
//! and what the website's own access log says.

use std::collections::HashMap;

use anyhow::{Context, ensure};

use super::fleet::{DELAY, REGIONS};
use super::ground::{Ground, INDIA};
use super::site::Visit;

/// Time between a website's slots, milliseconds.
pub(super) const INTERVAL_MS: i64 = 10_000;

/// How far a check's end may lie behind the visit it tells of, beyond the website's
/// own delay, milliseconds.
const SLACK_MS: i64 = 3_000;

/// What is watched from where.
pub(super) struct Plan {
    /// Key, and where the slots lie in the interval, by the number in the path.
    websites: Vec<(i64, i64)>,
    /// Keys, as [`REGIONS`] has them.
    regions: Vec<i64>,
}

/// What a region's slots of a window have become.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Account {
    pub(super) planned: i64,
    pub(super) recorded: i64,
    pub(super) up: i64,
    /// Unmeasured because it came too late to be run.
    pub(super) expired: i64,
    /// Unmeasured for another reason.
    pub(super) unmeasured: i64,
    /// Down or degraded, which it never was.
    pub(super) false_verdicts: i64,
    pub(super) missing: i64,
    /// Scheduled ticks at an instant that is no slot.
    pub(super) unplanned: i64,
    pub(super) visits: i64,
    /// Visits that became no tick of their own.
    pub(super) extra_visits: i64,
    /// Ticks that say to have measured, without a visit.
    pub(super) unseen: i64,
    /// Longest time from slot to the end of the check, of those measured.
    pub(super) latest_ms: i64,
    /// Most visits within a second.
    pub(super) peak: i64,
}

struct Tick {
    slot_ms: i64,
    checked_at_ms: i64,
    scheduled: bool,
    outcome: i64,
    failure: i64,
    attempts: i64,
}

impl Plan {
    /// Reads the ids that the slots follow from.
    pub(super) fn read(ground: &Ground, websites: usize) -> anyhow::Result<Self> {
        let mut plan = Self {
            websites: vec![(0, 0); websites],
            regions: Vec::new(),
        };
        let query = "SELECT key, id, url FROM website WHERE url LIKE '%/w/%'";
        for line in ground.sql(query)?.lines() {
            let [key, id, url] = fields(line)?;
            let low_bits = u64::from_str_radix(&id.replace('-', "")[16..], 16)?;
            let phase_ms = i64::try_from(low_bits % INTERVAL_MS.unsigned_abs())?;
            let number: usize = url.rsplit('/').next().context("a number")?.parse()?;
            plan.websites[number] = (key.parse()?, phase_ms);
        }
        for region in REGIONS {
            let key = ground.sql(&format!("SELECT key FROM region WHERE name = '{region}'"))?;
            plan.regions.push(key.parse()?);
        }
        Ok(plan)
    }

    /// The accounts of all regions over `from_ms..to_ms`.
    pub(super) fn audit(
        &self,
        ground: &Ground,
        visits: &[Visit],
        from_ms: i64,
        to_ms: i64,
    ) -> anyhow::Result<Vec<Account>> {
        // A tick's visit may lie in the window before.
        let margin_ms = 60_000;
        let rows = ground.sql(&format!(
            "SELECT website_key, region_key, slot_ms, checked_at_ms, origin, outcome, \
             coalesce(failure, -1), attempts FROM tick \
             WHERE slot_ms >= {} AND slot_ms < {}",
            from_ms - margin_ms,
            to_ms + margin_ms,
        ))?;
        let mut ticks: HashMap<(i64, i64), Vec<Tick>> = HashMap::new();
        for line in rows.lines() {
            let row: Vec<i64> = line.split('|').map(str::parse).collect::<Result<_, _>>()?;
            ensure!(row.len() == 8, "a tick: {line}");
            ticks.entry((row[0], row[1])).or_default().push(Tick {
                slot_ms: row[2],
                checked_at_ms: row[3],
                scheduled: row[4] == 0,
                outcome: row[5],
                failure: row[6],
                attempts: row[7],
            });
        }
        let mut seen: HashMap<(usize, usize), Vec<i64>> = HashMap::new();
        for visit in visits {
            let region = usize::from(visit.peer.to_string() != INDIA);
            seen.entry((visit.website, region))
                .or_default()
                .push(visit.at_ms);
        }
        let mut accounts = vec![Account::default(); REGIONS.len()];
        for (region, account) in accounts.iter_mut().enumerate() {
            let mut seconds: HashMap<i64, i64> = HashMap::new();
            for (number, (key, phase_ms)) in self.websites.iter().enumerate() {
                let none = Vec::new();
                let ticks = ticks.remove(&(*key, self.regions[region]));
                let visits = seen.get(&(number, region)).unwrap_or(&none);
                for at_ms in visits
                    .iter()
                    .filter(|at_ms| (from_ms..to_ms).contains(at_ms))
                {
                    account.visits += 1;
                    *seconds.entry(at_ms / 1_000).or_default() += 1;
                }
                let ticks = ticks.unwrap_or_default();
                account.count(&ticks, *phase_ms, from_ms, to_ms);
                account.compare(&ticks, visits, from_ms, to_ms);
            }
            account.peak = seconds.into_values().max().unwrap_or(0);
        }
        Ok(accounts)
    }
}

impl Account {
    /// Compares a website's ticks with its slots.
    fn count(&mut self, ticks: &[Tick], phase_ms: i64, from_ms: i64, to_ms: i64) {
        let mut by_slot: HashMap<i64, &Tick> = HashMap::new();
        for tick in ticks.iter().filter(|tick| tick.scheduled) {
            by_slot.insert(tick.slot_ms, tick);
        }
        let mut slot_ms = from_ms + (phase_ms - from_ms).rem_euclid(INTERVAL_MS);
        while slot_ms < to_ms {
            self.planned += 1;
            match by_slot.remove(&slot_ms) {
                None => self.missing += 1,
                Some(tick) => self.record(tick),
            }
            slot_ms += INTERVAL_MS;
        }
        let inside = |slot_ms: &&i64| (from_ms..to_ms).contains(*slot_ms);
        self.unplanned += count(by_slot.keys().filter(inside));
    }

    fn record(&mut self, tick: &Tick) {
        self.recorded += 1;
        // As the tables have them: up 0, unmeasured 3; expired 11.
        match (tick.outcome, tick.failure) {
            (0, _) => {
                self.up += 1;
                self.latest_ms = self.latest_ms.max(tick.checked_at_ms - tick.slot_ms);
            }
            (3, 11) => self.expired += 1,
            (3, _) => self.unmeasured += 1,
            _ => self.false_verdicts += 1,
        }
    }

    /// Gives each attempt that was measured a visit of its own, by time.
    fn compare(&mut self, ticks: &[Tick], visits: &[i64], from_ms: i64, to_ms: i64) {
        let mut ends: Vec<(i64, i64)> = ticks
            .iter()
            .filter(|tick| tick.outcome == 0)
            .map(|tick| (tick.checked_at_ms, tick.attempts))
            .collect();
        ends.sort_unstable();
        let delay_ms = i64::try_from(DELAY.as_millis()).unwrap_or(0);
        let inside = |at_ms: &i64| (from_ms..to_ms).contains(at_ms);
        let mut visits = visits.iter().copied().peekable();
        for (end_ms, attempts) in ends {
            let earliest_ms = end_ms - attempts * (delay_ms + SLACK_MS);
            while let Some(at_ms) = visits.next_if(|at_ms| *at_ms < earliest_ms) {
                self.extra_visits += i64::from(inside(&at_ms));
            }
            if visits.next_if(|at_ms| *at_ms <= end_ms).is_none() && inside(&end_ms) {
                self.unseen += 1;
            }
        }
        self.extra_visits += count(visits.filter(inside));
    }
}

fn count(items: impl Iterator) -> i64 {
    i64::try_from(items.count()).unwrap_or(i64::MAX)
}

fn fields<const N: usize>(line: &str) -> anyhow::Result<[&str; N]> {
    let fields: Vec<&str> = line.split('|').collect();
    fields
        .try_into()
        .map_err(|fields| anyhow::anyhow!("{fields:?} are not {N} fields"))
}
