//! SIGTERM is obeyed within seconds, whatever the queue does; and a queue that is not
//! there yet is waited for.

use std::time::{Duration, Instant};

use queue::testing::eventually;
use queue::testing::server::connect;
use queue::{Check, Outcome, Stream, Transport};

use crate::lifecycle::{Fleet, Prober};
use crate::server::{OK, answering};

/// What the queue does when SIGTERM comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Away {
    /// It stands still, with all connections open.
    Frozen,
    /// It is gone.
    Killed,
    /// It refuses what is written.
    Full,
}

const AWAY: [Away; 3] = [Away::Frozen, Away::Killed, Away::Full];

async fn go_away(fleet: &mut Fleet, away: Away) {
    match away {
        Away::Frozen => fleet.server.freeze(),
        Away::Killed => fleet.server.kill(),
        Away::Full => {
            let said = fleet.server.cli("test", "test", "CONFIG SET maxmemory 1");
            assert_eq!(said, "OK");
        }
    }
}

/// Sends SIGTERM; it ends well, within `limit`.
async fn ends(prober: Prober, limit: Duration, when: &str) {
    let began = Instant::now();
    prober.signal("-TERM");
    let (code, said) = prober.end().await;
    let took = began.elapsed();
    assert_eq!(code, Some(0), "{when}: {said}");
    assert!(took < limit, "{when}: {took:?}\n{said}");
}

/// Connections to the server, which may stand still, as the kernel counts them.
fn connections(fleet: &Fleet) -> usize {
    let socket = fleet.server.socket().display().to_string();
    let sockets = std::fs::read_to_string("/proc/net/unix").unwrap();
    sockets
        .lines()
        .filter(|line| line.ends_with(&socket))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_obeyed_while_the_queue_is_away_at_the_start() {
    for away in [Away::Frozen, Away::Killed] {
        let mut fleet = Fleet::start().await;
        go_away(&mut fleet, away).await;
        let before = connections(&fleet);
        let prober = fleet.prober("india-1");
        if away == Away::Killed {
            prober.says("Cannot start yet").await;
        } else {
            // It is connected; the answer to its first command does not come.
            eventually("a connection", async || {
                (connections(&fleet) > before).then_some(())
            })
            .await;
        }
        ends(prober, Duration::from_secs(3), &format!("{away:?}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_obeyed_while_the_queue_is_away_and_nothing_runs() {
    for away in AWAY {
        let mut fleet = Fleet::start().await;
        let prober = fleet.prober("india-1");
        fleet.alive("india-1").await;
        go_away(&mut fleet, away).await;
        ends(prober, Duration::from_secs(8), &format!("{away:?}")).await;
    }
}

/// One check runs, one is handed in in vain: the first one ends, the stop does not wait
/// for the queue.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_is_obeyed_while_the_queue_is_away_and_results_wait() {
    for away in AWAY {
        let mut fleet = Fleet::start().await;
        let prober = fleet.prober("india-1");
        let (url, asked, go) = crate::worker::held_back().await;
        for _ in 0..2 {
            fleet.ask(&url).await;
            asked.notified().await;
        }
        go_away(&mut fleet, away).await;
        go.notify_one();
        if away != Away::Frozen {
            prober.says("Handing in results: failed").await;
        }
        let finishing = tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(500)).await;
            go.notify_one();
        });
        ends(prober, Duration::from_secs(12), &format!("{away:?}")).await;
        finishing.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_queue_that_comes_up_late_is_waited_for() {
    let mut fleet = Fleet::start().await;
    let url = format!("http://{}/", answering(OK).await);
    fleet.server.kill();
    let prober = fleet.prober("india-1");
    prober.says("Cannot start yet").await;
    fleet.server.restart().await;
    let key = eventually("the api is back", async || {
        fleet.api.time_ms().await.ok()?;
        Some(fleet.ask(&url).await)
    })
    .await;
    let report = fleet.next_report().await;
    assert_eq!((report.key, report.outcome), (key, Outcome::Up));
    prober.says("All is there now").await;
}

/// Whatever keeps a prober from saying that it lives: nobody takes its name, or its
/// jobs.
#[tokio::test(flavor = "multi_thread")]
async fn who_could_not_say_that_it_lives_keeps_its_name() {
    for (begin, end) in [
        ("maxmemory 1", "maxmemory 0"),
        ("min-replicas-to-write 1", "min-replicas-to-write 0"),
    ] {
        let fleet = Fleet::start().await;
        let (url, asked, go) = crate::worker::held_back().await;
        let first = fleet.prober("india-1");
        let long = Check {
            timeout_ms: 60_000,
            ..crate::check(&url)
        };
        let key = fleet.ask_for(long).await;
        asked.notified().await;
        let redis = connect(&fleet.server.url()).await.unwrap();
        let set = async |setting: &str| {
            let command = format!("CONFIG SET {setting}");
            let _: String = queue::testing::server::ask(&redis, &command).await;
        };
        set(begin).await;
        let since = Instant::now();
        let (second, neighbour) = (fleet.prober("india-1"), fleet.prober("india-2"));
        eventually("longer than a prober lives", async || {
            (since.elapsed() > Duration::from_secs(7)).then_some(())
        })
        .await;
        set(end).await;
        let ended = second.end().await;
        assert_eq!(ended.0, Some(2), "{begin}: {}", ended.1);
        assert!(ended.1.contains("must be unique"), "{begin}: {}", ended.1);
        let checks = Stream::checks(&fleet.region);
        let pending = fleet.api.pending(&checks, Duration::ZERO, 9).await.unwrap();
        assert_eq!(pending[0].consumer, "india-1", "{begin}");
        assert_eq!(pending[0].deliveries, 1, "{begin}");
        go.notify_one();
        let report = fleet.next_report().await;
        assert_eq!((report.key, report.outcome), (key, Outcome::Up), "{begin}");
        drop((first, neighbour));
    }
}
