//! Second factors: who has one signs in by password and a code.

mod authenticator;
mod served;
mod stored;

use serde_json::{Value, json};

use self::authenticator::{
    Asked, PASSWORD, STATE, codes, confirm, remove, replace, set_up, sign_in, turn_on,
};
use crate::support::{Answer, Client, History, on_both_engines};

const REQUIRED: &str = "SECOND_FACTOR_REQUIRED";
const WRONG: &str = "UNAUTHENTICATED";

/// Moves the clock to the beginning of a later step, and returns its time.
fn later(history: &History, steps: i64) -> i64 {
    let clock = &history.app.clock;
    let begin_ms = (clock.now_ms() / 30_000 + steps) * 30_000;
    clock.sync(begin_ms);
    begin_ms
}

async fn ask(history: &History, (query, variables): Asked) -> Answer {
    history.graphql(query, variables).await
}

async fn by(client: &Client, (query, variables): Asked) -> Answer {
    client.graphql(query, variables).await
}

/// The time of a server that has no Redis.
fn now_ms() -> i64 {
    chrono::Utc::now().timestamp_millis()
}

async fn state(history: &History) -> Value {
    let answer = history.graphql(STATE, json!({})).await;
    answer.data("/secondFactor").clone()
}

fn is_in(answer: &Answer) -> bool {
    answer.0.pointer("/data/signIn/token").is_some()
}

async fn sign_in_takes_a_code_that_was_not_taken_before(history: History) {
    let enter =
        async |password, code: Option<&str>| ask(&history, sign_in("ada", password, code)).await;
    let now_ms = later(&history, 1);
    let (app, _) = turn_on(async |asked| ask(&history, asked).await, now_ms).await;
    assert_eq!(
        state(&history).await,
        json!({ "totp": true, "recoveryCodesLeft": 10 })
    );

    let missing = enter(PASSWORD, None).await;
    assert_eq!(missing.code(), REQUIRED);
    assert_eq!(enter(PASSWORD, Some(" ")).await.code(), REQUIRED);
    let unknown = enter("wrong horse battery", None).await;
    assert_eq!(
        (unknown.code(), unknown.message()),
        (WRONG, "email or password is wrong")
    );
    let replayed = enter(PASSWORD, Some(&app.code(now_ms, 0))).await;
    assert_eq!(replayed.code(), WRONG, "it has confirmed the app");

    let now_ms = later(&history, 1);
    let code = app.code(now_ms, 0);
    let of_password = enter("wrong horse battery", Some(&code)).await;
    let of_code = enter(PASSWORD, Some(&app.wrong(now_ms))).await;
    assert_eq!(of_password.code(), WRONG);
    assert_eq!(of_password.0, of_code.0, "nobody learns which one is wrong");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert!(
        is_in(&enter(PASSWORD, Some(&spaced)).await),
        "it was not spent"
    );
    assert_eq!(enter(PASSWORD, Some(&code)).await.code(), WRONG);

    // A step early or late, but no older one than the last that was taken.
    let now_ms = later(&history, 10);
    for steps in [-2, 2] {
        let refused = enter(PASSWORD, Some(&app.code(now_ms, steps))).await;
        assert_eq!(refused.code(), WRONG, "{steps}");
    }
    for steps in [-1, 1] {
        let code = app.code(now_ms, steps);
        assert!(is_in(&enter(PASSWORD, Some(&code)).await), "{steps}");
    }
    let older = enter(PASSWORD, Some(&app.code(now_ms, 0))).await;
    assert_eq!(older.code(), WRONG);
}

async fn a_recovery_code_opens_once(history: History) {
    let enter = async |code: &str| ask(&history, sign_in("ada", PASSWORD, Some(code))).await;
    let now_ms = later(&history, 1);
    let (app, before) = turn_on(async |asked| ask(&history, asked).await, now_ms).await;
    assert!(is_in(&enter(&before[0]).await));
    assert_eq!(enter(&before[0]).await.code(), WRONG);
    let typed = before[1].to_uppercase().replace('-', " ");
    assert!(is_in(&enter(&typed).await));
    assert_eq!(enter(&before[1]).await.code(), WRONG);
    assert_eq!(state(&history).await["recoveryCodesLeft"], 8);

    for (password, code, field) in [
        ("wrong horse battery", &before[2], "currentPassword"),
        (PASSWORD, &before[0], "code"),
    ] {
        let refused = ask(&history, replace(password, code)).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    assert_eq!(
        state(&history).await["recoveryCodesLeft"],
        8,
        "nothing was spent"
    );
    let replaced = ask(&history, replace(PASSWORD, &before[2])).await;
    let after = codes(replaced.data("/replaceRecoveryCodes"));
    assert_eq!(state(&history).await["recoveryCodesLeft"], 10);
    assert_eq!(enter(&before[3]).await.code(), WRONG);
    assert!(is_in(&enter(&after[0]).await));
    // Somebody else's are good for nothing.
    let mut history = history;
    history.sign_up("bob").await;
    let refused = ask(&history, replace(PASSWORD, &after[1])).await;
    assert_eq!(refused.code(), "CONFLICT");
    let refused = ask(&history, remove(PASSWORD, &app.code(now_ms, 1))).await;
    assert_eq!(refused.code(), "CONFLICT");
}

async fn an_app_counts_from_its_first_code_until_it_is_removed(history: History) {
    let enter = async |code: Option<&str>| ask(&history, sign_in("ada", PASSWORD, code)).await;
    let off = json!({ "totp": false, "recoveryCodesLeft": 0 });
    assert_eq!(ask(&history, confirm("123456")).await.code(), "CONFLICT");
    let refused = ask(&history, set_up("wrong horse battery")).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "currentPassword")
    );
    let first = authenticator::Authenticator::new(&ask(&history, set_up(PASSWORD)).await);
    assert!(is_in(&enter(None).await), "it does not count yet");
    assert_eq!(state(&history).await, off);
    let now_ms = later(&history, 1);
    let (app, _) = turn_on(async |asked| ask(&history, asked).await, now_ms).await;
    assert_ne!(first.secret(), app.secret());
    for asked in [set_up(PASSWORD), confirm(&app.code(now_ms, 1))] {
        assert_eq!(ask(&history, asked).await.code(), "CONFLICT");
    }

    let now_ms = later(&history, 10);
    for (password, code, field) in [
        (
            "wrong horse battery",
            app.code(now_ms, 0),
            "currentPassword",
        ),
        (PASSWORD, app.wrong(now_ms), "code"),
        (PASSWORD, first.code(now_ms, 0), "code"),
    ] {
        let refused = ask(&history, remove(password, &code)).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    assert_eq!(enter(None).await.code(), REQUIRED);
    let removed = ask(&history, remove(PASSWORD, &app.code(now_ms, 0))).await;
    assert_eq!(removed.data("/removeTotp"), &off);
    assert_eq!(state(&history).await, off, "and the session goes on");
    assert!(is_in(&enter(None).await));
    assert!(
        is_in(&enter(Some("123456")).await),
        "there is nothing to compare it with"
    );
    let again = ask(&history, set_up(PASSWORD)).await;
    let wrong = authenticator::Authenticator::new(&again).wrong(now_ms);
    let refused = ask(&history, confirm(&wrong)).await;
    assert_eq!(
        (refused.code(), refused.field()),
        ("BAD_USER_INPUT", "code")
    );
    assert_eq!(state(&history).await, off);
}

async fn codes_are_guessed_as_slowly_as_passwords(history: History) {
    let enter = async |name, code: Option<&str>| ask(&history, sign_in(name, PASSWORD, code)).await;
    let now_ms = later(&history, 1);
    let (app, _) = turn_on(async |asked| ask(&history, asked).await, now_ms).await;
    // The password alone is no guess.
    for _ in 0..15 {
        assert_eq!(enter("ada", None).await.code(), REQUIRED);
    }
    for name in ["ada", "nobody"] {
        for _ in 0..10 {
            let refused = enter(name, Some(&app.wrong(now_ms))).await;
            assert_eq!(refused.code(), WRONG, "{name}");
        }
    }
    let busy = enter("ada", Some(&app.code(now_ms, 1))).await;
    assert_eq!(busy.code(), "RATE_LIMITED");
    let retry_after =
        |answer: &Answer| answer.0["errors"][0]["extensions"]["retryAfterSecs"].clone();
    let of_nobody = enter("nobody", Some("123456")).await;
    assert_eq!(of_nobody.code(), busy.code());
    let secs = retry_after(&busy).as_i64().unwrap();
    assert!((25..=30).contains(&secs), "{secs}");
    for answer in [&busy, &of_nobody] {
        let text = format!("too many requests: try again in {} s", retry_after(answer));
        assert_eq!(answer.message(), text);
    }
    // Nor is any other way to guess left open.
    assert_eq!(
        ask(&history, remove(PASSWORD, "123456")).await.code(),
        "RATE_LIMITED"
    );
    let now_ms = later(&history, 2);
    assert!(is_in(&enter("ada", Some(&app.code(now_ms, 0))).await));
}

async fn whoever_has_no_password_needs_no_app(mut history: History) {
    history.sign_up("bob").await;
    history
        .execute("UPDATE \"user\" SET password_hash = ''")
        .await;
    for password in ["", PASSWORD] {
        let refused = ask(&history, set_up(password)).await;
        assert_eq!(refused.code(), "CONFLICT");
        assert!(
            refused.message().contains("no password"),
            "{}",
            refused.message()
        );
    }
}

on_both_engines!(
    sign_in_takes_a_code_that_was_not_taken_before,
    a_recovery_code_opens_once,
    an_app_counts_from_its_first_code_until_it_is_removed,
    codes_are_guessed_as_slowly_as_passwords,
    whoever_has_no_password_needs_no_app,
);
