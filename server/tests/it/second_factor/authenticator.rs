//! An authenticator app: it knows a secret, and shows codes.

use data_encoding::BASE32_NOPAD;
use hmac::digest::KeyInit;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha1::Sha1;

use crate::support::Answer;

pub(super) const PASSWORD: &str = "correct horse battery";

const SET_UP: &str =
    "mutation($input: SetUpTotpInput!) { setUpTotp(input: $input) { secret uri } }";
const CONFIRM: &str =
    "mutation($input: ConfirmTotpInput!) { confirmTotp(input: $input) { codes } }";
const REPLACE: &str = "mutation($input: ReplaceRecoveryCodesInput!) {
    replaceRecoveryCodes(input: $input) { codes } }";
const REMOVE: &str = "mutation($input: RemoveTotpInput!) {
    removeTotp(input: $input) { totp recoveryCodesLeft } }";
const SIGN_IN: &str = "mutation($input: SignInInput!) { signIn(input: $input) { token } }";
pub(super) const STATE: &str = "{ secondFactor { totp recoveryCodesLeft } }";

/// What is asked, with its variables.
pub(super) type Asked = (&'static str, Value);

pub(super) fn set_up(password: &str) -> Asked {
    let input = json!({ "currentPassword": password });
    (SET_UP, json!({ "input": input }))
}

pub(super) fn confirm(code: &str) -> Asked {
    (CONFIRM, json!({ "input": { "code": code } }))
}

pub(super) fn replace(password: &str, code: &str) -> Asked {
    let input = json!({ "currentPassword": password, "code": code });
    (REPLACE, json!({ "input": input }))
}

pub(super) fn remove(password: &str, code: &str) -> Asked {
    let input = json!({ "currentPassword": password, "code": code });
    (REMOVE, json!({ "input": input }))
}

pub(super) fn sign_in(name: &str, password: &str, code: Option<&str>) -> Asked {
    let email = format!("{name}@example.org");
    let input = json!({ "email": email, "password": password, "code": code });
    (SIGN_IN, json!({ "input": input }))
}

/// The app of a person.
pub(super) struct Authenticator(Vec<u8>);

impl Authenticator {
    /// One with the secret that a set-up has answered.
    pub(super) fn new(answer: &Answer) -> Self {
        let made = answer.data("/setUpTotp");
        let text = made["secret"].as_str().unwrap();
        let uri = made["uri"].as_str().unwrap();
        let email = "Upbeat:ada%40example%2Eorg";
        assert_eq!(
            uri,
            format!(
                "otpauth://totp/{email}?secret={text}&issuer=Upbeat&algorithm=SHA1&digits=6&period=30"
            )
        );
        let secret = BASE32_NOPAD.decode(text.as_bytes()).unwrap();
        assert_eq!(secret.len(), 20);
        Self(secret)
    }

    pub(super) fn secret(&self) -> &[u8] {
        &self.0
    }

    /// What it shows `steps` of 30 s after `now_ms`. Source: RFC 6238, 4.2.
    pub(super) fn code(&self, now_ms: i64, steps: i64) -> String {
        let step = now_ms / 30_000 + steps;
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&step.to_be_bytes());
        let mac = mac.finalize().into_bytes();
        let offset = usize::from(mac[19] & 0xf);
        let bytes: [u8; 4] = mac[offset..offset + 4].try_into().unwrap();
        let number = (u32::from_be_bytes(bytes) & 0x7fff_ffff) % 1_000_000;
        format!("{number:06}")
    }

    /// A code that it shows at no time around `now_ms`.
    pub(super) fn wrong(&self, now_ms: i64) -> String {
        let shown: Vec<String> = (-3..=3).map(|steps| self.code(now_ms, steps)).collect();
        let mut codes = (0..).map(|number| format!("{number:06}"));
        codes.find(|code| !shown.contains(code)).unwrap()
    }
}

/// Turns the second factor on for Ada, who asks by `ask`; her app and her recovery codes.
pub(super) async fn turn_on(
    ask: impl AsyncFn(Asked) -> Answer,
    now_ms: i64,
) -> (Authenticator, Vec<String>) {
    let app = Authenticator::new(&ask(set_up(PASSWORD)).await);
    let confirmed = ask(confirm(&app.code(now_ms, 0))).await;
    (app, codes(confirmed.data("/confirmTotp")))
}

/// The recovery codes of an answer.
pub(super) fn codes(answered: &Value) -> Vec<String> {
    let codes = answered["codes"].as_array().unwrap().iter();
    let codes: Vec<String> = codes
        .map(|code| code.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes.len(), 10);
    codes
}
