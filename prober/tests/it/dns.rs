//! Names, and whose fault it is when they lead nowhere.

use std::net::Ipv4Addr;

use queue::{FailureClass, Family, Outcome};

use crate::dns_server::{Say, naming};
use crate::server::{OK, answering};
use crate::{NO_SECRETS, check, detail, probes_with, reason, short_check};

#[tokio::test]
async fn a_name_is_resolved_by_the_given_server() {
    let server = answering(OK).await;
    let dns = naming(Say::Address(Ipv4Addr::LOCALHOST), Say::NoRecords).await;
    let url = format!("http://example.test:{}/", server.port());
    let found = probes_with(dns, vec![]).run(&check(url), &NO_SECRETS).await;
    assert_eq!(found.outcome, Outcome::Up, "{found:?}");
    assert!(found.phases.unwrap().dns_us.unwrap() > 0);
}

#[tokio::test]
async fn localhost_and_its_children_are_never_asked_for() {
    let server = answering(OK).await;
    let dns = naming(Say::NxDomain, Say::NoRecords).await;
    for host in ["localhost", "app.localhost", "LOCALHOST."] {
        let url = format!("http://{host}:{}/", server.port());
        let found = probes_with(dns, vec![]).run(&check(url), &NO_SECRETS).await;
        assert_eq!(found.outcome, Outcome::Up, "{host}: {found:?}");
    }
}

#[tokio::test]
async fn a_name_that_leads_into_private_space_is_blocked() {
    let dns = naming(Say::Address(Ipv4Addr::new(10, 0, 0, 1)), Say::NoRecords).await;
    let found = probes_with(dns, vec![])
        .run(&check("http://rebinding.test/"), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "blocked.address")
    );
}

#[tokio::test]
async fn names_without_addresses_are_down() {
    for (say, expected, sentence) in [
        (
            Say::NxDomain,
            "dns.nxdomain",
            "the name example.test does not exist",
        ),
        (
            Say::NoRecords,
            "dns.no_records",
            "the name example.test has no address",
        ),
        (
            Say::ServFail,
            "dns.servfail",
            "the name servers of example.test fail (SERVFAIL)",
        ),
    ] {
        let dns = naming(say, Say::NoRecords).await;
        let found = probes_with(dns, vec![])
            .run(&check("http://example.test/"), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Down, expected),
            "{found:?}"
        );
        assert_eq!(reason(&found), sentence);
        assert_eq!(found.failure.unwrap().class, FailureClass::Dns);
    }
}

#[tokio::test]
async fn a_silent_name_is_down_only_while_the_resolver_lives() {
    let dns = naming(Say::Nothing, Say::NoRecords).await;
    let found = probes_with(dns, vec![])
        .run(&short_check("http://example.test/"), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Down, "dns.timeout"),
        "{found:?}"
    );

    let dead = naming(Say::Nothing, Say::Nothing).await;
    let found = probes_with(dead, vec![])
        .run(&short_check("http://example.test/"), &NO_SECRETS)
        .await;
    assert_eq!(
        (found.outcome, detail(&found)),
        (Outcome::Unmeasured, "internal.resolver")
    );
    // Where this machine is too busy to ask it for a sign of life, the limit comes first.
    assert!(
        reason(&found).starts_with("the resolver d"),
        "{}",
        reason(&found)
    );
}

#[tokio::test]
async fn a_resolver_that_fails_for_everything_is_our_own_fault() {
    for say in [Say::ServFail, Say::Refused] {
        let dns = naming(say, say).await;
        let found = probes_with(dns, vec![])
            .run(&check("http://example.test/"), &NO_SECRETS)
            .await;
        assert_eq!(
            (found.outcome, detail(&found)),
            (Outcome::Unmeasured, "internal.resolver")
        );
        assert_eq!(found.failure.unwrap().class, FailureClass::Internal);
    }
}

#[tokio::test]
async fn a_family_that_is_insisted_on_is_the_only_one_that_is_tried() {
    let server = answering(OK).await;
    let dns = naming(Say::Address(Ipv4Addr::LOCALHOST), Say::NoRecords).await;
    for (host, family, expected) in [
        ("example.test", Family::Any, ""),
        ("example.test", Family::V4, ""),
        ("example.test", Family::V6, "dns.no_records"),
        ("127.0.0.1", Family::V4, ""),
        ("127.0.0.1", Family::V6, "dns.no_records"),
        ("[::1]", Family::V4, "dns.no_records"),
        // ::1 alone, which the policy refuses.
        ("localhost", Family::V6, "blocked.address"),
        ("localhost", Family::V4, ""),
    ] {
        let mut check = check(format!("http://{host}:{}/", server.port()));
        check.how.family = family;
        let found = probes_with(dns, vec![]).run(&check, &NO_SECRETS).await;
        assert_eq!(detail(&found), expected, "{host} {family:?}: {found:?}");
        if expected.is_empty() {
            assert_eq!(found.evidence.address, Some(server));
        }
    }
}
