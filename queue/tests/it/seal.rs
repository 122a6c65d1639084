//! Sealed secrets open where they were sealed for, and nowhere else.

use queue::{
    ClientIdentity, Credentials, InstanceKeys, InvalidKeys, RegionKeys, RegionName, SealError,
    Secrets,
};
use uuid::Uuid;

/// Secrets as this build once sealed them for a row: what is in a database must
/// open in every later version.
const SEALED: &str = include_str!("../golden/secrets-v1.hex");

const ORGANIZATION: Uuid = Uuid::from_u128(1);
const WEBSITE: Uuid = Uuid::from_u128(2);

fn keys(fill: &[u8]) -> InstanceKeys {
    use base64::Engine;
    let text: Vec<String> = fill
        .iter()
        .map(|byte| base64::engine::general_purpose::STANDARD.encode([*byte; 32]))
        .collect();
    text.join(",").parse().unwrap()
}

fn secrets() -> Secrets {
    Secrets {
        headers: vec!["hush-header".to_owned()],
        credentials: Some(Credentials::Basic {
            user: "ada".to_owned(),
            password: "hush-password".to_owned(),
        }),
        client: Some(ClientIdentity {
            certificate_pem: "hush-certificate".to_owned(),
            key_pem: "hush-key".to_owned(),
        }),
    }
}

fn india() -> RegionName {
    "india".parse().unwrap()
}

fn sealed_row(keys: &InstanceKeys) -> Vec<u8> {
    keys.seal(&secrets(), ORGANIZATION, WEBSITE).unwrap()
}

#[test]
fn secrets_come_back_from_a_row_and_from_a_job() {
    let keys = keys(&[1]);
    let row = sealed_row(&keys);
    assert_eq!(keys.open(&row, ORGANIZATION, WEBSITE), Ok(secrets()));
    let region = keys.region(&india());
    let job = region.seal(&secrets(), &india(), WEBSITE, 7).unwrap();
    assert_eq!(region.open(&job, &india(), WEBSITE, 7), Ok(secrets()));
    for sealed in [row, job] {
        let text = String::from_utf8_lossy(&sealed).into_owned();
        assert!(!text.contains("hush"), "{text}");
    }
    assert_ne!(
        sealed_row(&keys),
        sealed_row(&keys),
        "each time with a new nonce"
    );
}

#[test]
fn what_is_in_a_database_opens_in_every_later_version() {
    let digits: String = SEALED.split_whitespace().collect();
    let sealed: Vec<u8> = (0..digits.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect();
    assert_eq!(
        keys(&[1]).open(&sealed, ORGANIZATION, WEBSITE),
        Ok(secrets())
    );
}

#[test]
fn a_row_opens_for_its_website_and_organization_only() {
    let keys = keys(&[1]);
    let row = sealed_row(&keys);
    for (organization, website) in [
        (WEBSITE, WEBSITE),
        (ORGANIZATION, ORGANIZATION),
        (WEBSITE, ORGANIZATION),
    ] {
        assert_eq!(
            keys.open(&row, organization, website),
            Err(SealError::NotAuthentic)
        );
    }
}

#[test]
fn the_secret_of_an_app_opens_for_its_user_only() {
    let keys = keys(&[1]);
    let (ada, bob) = (Uuid::from_u128(3), Uuid::from_u128(4));
    let sealed = keys.seal_totp(b"hush", ada).unwrap();
    assert_eq!(keys.open_totp(&sealed, ada), Ok(b"hush".to_vec()));
    let refused = Err(SealError::NotAuthentic);
    assert_eq!(keys.open_totp(&sealed, bob), refused);
    assert_eq!(
        keys.open_channel(&sealed, ada, ada),
        refused,
        "nor is it a channel"
    );
    let channel = keys.seal_channel(b"hush", ada, bob).unwrap();
    assert_eq!(keys.open_totp(&channel, ada), refused);
}

#[test]
fn a_job_opens_in_its_region_for_its_revision_only() {
    let keys = keys(&[1]);
    let region = keys.region(&india());
    let job = region.seal(&secrets(), &india(), WEBSITE, 7).unwrap();
    let usa: RegionName = "usa".parse().unwrap();
    let refused = Err(SealError::NotAuthentic);
    assert_eq!(region.open(&job, &usa, WEBSITE, 7), refused);
    assert_eq!(region.open(&job, &india(), ORGANIZATION, 7), refused);
    assert_eq!(region.open(&job, &india(), WEBSITE, 8), refused);
    assert!(matches!(
        keys.region(&usa).open(&job, &usa, WEBSITE, 7),
        Err(SealError::UnknownKey { .. })
    ));
    assert!(
        keys.open(&job, ORGANIZATION, WEBSITE).is_err(),
        "nor is it a row"
    );
}

#[test]
fn a_new_key_seals_while_the_old_one_still_opens() {
    let (old, both, new) = (keys(&[1]), keys(&[2, 1]), keys(&[2]));
    let before = sealed_row(&old);
    assert_eq!(both.open(&before, ORGANIZATION, WEBSITE), Ok(secrets()));
    let after = sealed_row(&both);
    assert_eq!(new.open(&after, ORGANIZATION, WEBSITE), Ok(secrets()));
    assert!(!both.sealed_last(&before) && both.sealed_last(&after));
    assert!(old.sealed_last(&before) && !both.sealed_last(&[]));
    for (keys, sealed) in [(&new, &before), (&old, &after)] {
        assert!(matches!(
            keys.open(sealed, ORGANIZATION, WEBSITE),
            Err(SealError::UnknownKey { .. })
        ));
    }
    // A region's keys turn over with the installation's.
    let job = new
        .region(&india())
        .seal(&secrets(), &india(), WEBSITE, 7)
        .unwrap();
    let region = both.region(&india());
    assert_eq!(region.open(&job, &india(), WEBSITE, 7), Ok(secrets()));
}

#[test]
fn what_was_changed_does_not_open() {
    let keys = keys(&[1]);
    let row = sealed_row(&keys);
    for at in 0..row.len() {
        let mut changed = row.clone();
        changed[at] ^= 1;
        assert!(keys.open(&changed, ORGANIZATION, WEBSITE).is_err(), "{at}");
        assert!(
            keys.open(&row[..at], ORGANIZATION, WEBSITE).is_err(),
            "{at}"
        );
    }
}

#[test]
fn without_a_key_nothing_is_sealed_or_opened() {
    let row = sealed_row(&keys(&[1]));
    let none = InstanceKeys::default();
    assert!(none.is_empty() && none.region(&india()).is_empty());
    assert_eq!(
        none.seal(&secrets(), ORGANIZATION, WEBSITE),
        Err(SealError::NoKey)
    );
    assert_eq!(
        none.open(&row, ORGANIZATION, WEBSITE),
        Err(SealError::NoKey)
    );
}

#[test]
fn keys_are_32_bytes_in_base64() {
    let generated = InstanceKeys::generate();
    assert_ne!(generated, InstanceKeys::generate());
    assert_eq!(generated.reveal().parse(), Ok(generated));
    let region = keys(&[1, 2]).region(&india());
    assert_eq!(region.reveal().parse::<RegionKeys>(), Ok(region));
    for bad in ["", ",", "abc", "AAAA", &keys(&[1]).reveal()[1..], "!"] {
        assert_eq!(bad.parse::<InstanceKeys>(), Err(InvalidKeys), "{bad:?}");
    }
}

#[test]
fn keys_and_secrets_are_never_printed() {
    let keys = keys(&[1]);
    let shown = format!("{keys:?} {:?} {:?}", keys.region(&india()), secrets());
    assert_eq!(shown, "InstanceKeys(***) RegionKeys(***) Secrets(***)");
}
