//! Sign-in by OpenID Connect, with a provider of another make.

mod groups;
mod identities;
mod provider;
mod visitor;

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::json;

use self::provider::Provider;
use self::visitor::{Visitor, location};
use crate::support::{MailServer, Response, TestApp, WITH_SECOND_FACTOR};

const REDIRECT_URL: &str = "https://upbeat.test/auth/oidc/callback";

async fn app(provider: &Provider) -> TestApp {
    app_with(provider, &[]).await
}

async fn app_with(provider: &Provider, more: &[&str]) -> TestApp {
    let flags = provider.flags();
    let flags: Vec<&str> = flags
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    TestApp::with(&flags).await
}

fn text(response: &Response) -> &str {
    std::str::from_utf8(&response.body).unwrap()
}

async fn users(app: &TestApp) -> u64 {
    let db = app.database().await;
    entity::user::Entity::find().count(&db).await.unwrap()
}

#[tokio::test]
async fn a_person_signs_in_and_comes_back_to_the_same_account() {
    let provider = Provider::start();
    let app = app(&provider).await;
    provider.ada(&[]).await;
    let mut phone = Visitor::new(app.address);
    let signed_in = phone.sign_in("/websites?status=down").await;
    assert_eq!(signed_in.status, 303, "{}", text(&signed_in));
    assert_eq!(
        location(&signed_in),
        "https://upbeat.test/websites?status=down"
    );
    assert!(!format!("{:?}", signed_in.headers["location"]).contains("upb_"));
    let session = phone.cookie("__Host-upbeat_session").unwrap();
    assert!(session.starts_with("upb_"));
    assert_eq!(
        phone.cookie("__Host-upbeat_oidc"),
        None,
        "the attempt is used up"
    );
    assert_eq!(phone.email().await.as_deref(), Some("ada@example.org"));
    let query = "{ sessions { device address current } organizations { name role } }";
    let answer = phone.graphql(query, json!({})).await;
    let expected = json!([{ "device": "Browser 1.0", "address": "127.0.0.1", "current": true }]);
    assert_eq!(*answer.data("/sessions"), expected);
    let expected = json!([{ "name": "Personal", "role": "OWNER" }]);
    assert_eq!(*answer.data("/organizations"), expected);

    let mut laptop = Visitor::new(app.address);
    assert_eq!(laptop.sign_in("/").await.status, 303);
    assert_eq!(users(&app).await, 1);
    let answer = laptop.graphql(query, json!({})).await;
    assert_eq!(answer.data("/sessions").as_array().unwrap().len(), 2);
    // Whoever signs in again has one session in this browser.
    assert_eq!(laptop.sign_in("/").await.status, 303);
    let answer = laptop.graphql(query, json!({})).await;
    assert_eq!(answer.data("/sessions").as_array().unwrap().len(), 2);
    // Nobody signs in to an account without a password by one.
    for password in ["", "correct horse battery"] {
        let query = "mutation($password: String!) { signIn(input: { email: \"ada@example.org\",
            password: $password }) { token } }";
        let answer = app
            .nobody()
            .graphql(query, json!({ "password": password }))
            .await;
        assert_eq!(answer.code(), "UNAUTHENTICATED");
    }
}

#[tokio::test]
async fn a_sign_in_belongs_to_the_browser_that_started_it_and_happens_once() {
    let provider = Provider::start();
    let app = app(&provider).await;
    provider.ada(&[]).await;
    let mut ada = Visitor::new(app.address);
    let callback = ada.go_to_callback("/").await;
    // The link of an attacker's sign-in, in another browser or with another attempt.
    let mut other = Visitor::new(app.address);
    assert_eq!(other.get(&callback).await.status, 400);
    other.go_to_callback("/").await;
    let refused = other.get(&callback).await;
    assert_eq!(refused.status, 400);
    assert!(text(&refused).contains("was not started in this browser"));
    let attempt = ada.cookie("__Host-upbeat_oidc").unwrap().to_owned();
    for (from, to) in [
        ("state=", "state=x"),
        ("iss=http", "iss=https"),
        ("&iss=", "&is="),
    ] {
        let mut ada = Visitor::new(app.address);
        ada.keep("__Host-upbeat_oidc", &attempt);
        let refused = ada.get(&callback.replace(from, to)).await;
        assert_eq!(refused.status, 400, "{from}");
    }
    assert_eq!(users(&app).await, 0);
    assert_eq!(ada.get(&callback).await.status, 303);
    // Once more, as somebody who has read the browser's history and its cookies.
    assert_eq!(ada.get(&callback).await.status, 400);
    ada.keep("__Host-upbeat_oidc", &attempt);
    let replayed = ada.get(&callback).await;
    assert_eq!(replayed.status, 403, "{}", text(&replayed));
    assert!(ada.email().await.is_some());
}

#[tokio::test]
async fn nobody_gets_in_whom_the_provider_does_not_vouch_for() {
    let provider = Provider::start();
    let app = app(&provider).await;
    let mut visitor = Visitor::new(app.address);
    let refused = visitor.sign_in("/").await;
    assert_eq!(refused.status, 403);
    assert!(
        text(&refused).contains("access_denied"),
        "{}",
        text(&refused)
    );
    for (claims, problem) in [
        (json!({ "email_verified": true }), "no email address"),
        (
            json!({ "email": "nobody", "email_verified": true }),
            "no email address",
        ),
        (
            json!({ "email": "ada@example.org", "email_verified": false }),
            "not verified",
        ),
        (json!({ "email": "ada@example.org" }), "not verified"),
    ] {
        provider.person("ada", claims.clone()).await;
        let refused = Visitor::new(app.address).sign_in("/").await;
        assert_eq!(refused.status, 403, "{claims}");
        assert!(
            text(&refused).contains(problem),
            "{claims}: {}",
            text(&refused)
        );
        let header = |name| refused.headers[name].to_str().unwrap().to_owned();
        assert!(header("content-type").starts_with("text/plain"));
        assert_eq!(header("cache-control"), "no-store");
    }
    assert_eq!(users(&app).await, 0);
    // Unless the operator does.
    let trusting = app_with(&provider, &["--oidc-trust-emails=on"]).await;
    let signed_in = Visitor::new(trusting.address).sign_in("/").await;
    assert_eq!(signed_in.status, 303, "{}", text(&signed_in));
    provider
        .person(
            "eve",
            json!({ "email": "eve@example.org", "email_verified": false }),
        )
        .await;
    assert_eq!(
        Visitor::new(trusting.address).sign_in("/").await.status,
        403
    );
}

#[tokio::test]
async fn a_token_that_is_not_the_providers_for_this_sign_in_opens_nothing() {
    let provider = Provider::start();
    let app = app(&provider).await;
    provider.ada(&[]).await;
    for tamper in [
        json!({ "by": "the provider", "claims": { "nonce": "another" } }),
        json!({ "by": "the provider", "claims": { "exp": 1_700_000_000 } }),
        json!({ "by": "the provider", "claims": { "iss": "https://evil.test" } }),
        json!({ "by": "the provider", "claims": { "aud": "another" } }),
        json!({ "by": "the provider", "claims": { "sub": "eve" } }),
        json!({ "by": "a stranger" }),
        json!({ "by": "secret" }),
        json!({ "by": "nobody" }),
    ] {
        provider.set(json!({ "tamper": tamper })).await;
        let refused = Visitor::new(app.address).sign_in("/").await;
        assert_eq!(refused.status, 503, "{tamper}: {}", text(&refused));
        assert!(!text(&refused).contains("ada"));
    }
    assert_eq!(users(&app).await, 0);
    provider
        .set(json!({ "tamper": { "by": "the provider" } }))
        .await;
    assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 303);
}

#[tokio::test]
async fn a_new_key_of_the_provider_is_found_but_not_looked_for_all_the_time() {
    let provider = Provider::start();
    let app = app(&provider).await;
    provider.ada(&[]).await;
    assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 303);
    provider.set(json!({ "rotate": true })).await;
    assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 303);
    let before = provider.set(json!({ "rotate": true })).await;
    assert_eq!(before, 2);
    for _ in 0..2 {
        assert_eq!(Visitor::new(app.address).sign_in("/").await.status, 503);
    }
    assert_eq!(provider.set(json!({})).await, before);
}

#[tokio::test]
async fn an_account_is_linked_by_whoever_is_signed_in_to_it() {
    let provider = Provider::start();
    let app = app(&provider).await;
    app.user("ada").await;
    let sign_in = "mutation { signInBrowser(input: { email: \"ada@example.org\",
        password: \"correct horse battery\" }) { user { id } } }";
    provider.ada(&[]).await;
    let mut ada = Visitor::new(app.address);
    let refused = ada.sign_in("/").await;
    assert_eq!(refused.status, 409);
    assert!(text(&refused).contains("has an account already"));
    // To be signed in to another account proves nothing.
    let mut eve = Visitor::new(app.address);
    let sign_up = "mutation { signUpBrowser(input: { email: \"eve@example.org\",
        password: \"correct horse battery\" }) { user { id } } }";
    eve.graphql(sign_up, json!({})).await.data("/signUpBrowser");
    assert_eq!(eve.sign_in("/").await.status, 409);

    let before = ada.graphql(sign_in, json!({})).await;
    assert_eq!(ada.sign_in("/").await.status, 303);
    // Second factors are the provider's matter.
    let db = app.database().await;
    db.execute_unprepared(WITH_SECOND_FACTOR).await.unwrap();
    let nobody = Visitor::new(app.address).graphql(sign_in, json!({})).await;
    assert_eq!(nobody.code(), "SECOND_FACTOR_REQUIRED");
    let mut phone = Visitor::new(app.address);
    assert_eq!(phone.sign_in("/").await.status, 303);
    let answer = phone.graphql("{ viewer { id } }", json!({})).await;
    assert_eq!(
        answer.data("/viewer/id"),
        before.data("/signInBrowser/user/id")
    );
    assert_eq!(users(&app).await, 2);
}

/// A person with a password, whose browser is signed in.
async fn with_password(app: &TestApp) -> Visitor {
    let mut ada = Visitor::new(app.address);
    let sign_up = "mutation { signUpBrowser(input: { email: \"ada@example.org\",
        password: \"correct horse battery\" }) { user { id } } }";
    ada.graphql(sign_up, json!({})).await.data("/signUpBrowser");
    ada
}

#[tokio::test]
async fn an_account_is_linked_once_its_address_is_verified_here() {
    let provider = Provider::start();
    let server = MailServer::start();
    let [smtp, _] = server.flags();
    let app = app_with(&provider, &[&smtp]).await;
    provider.ada(&[]).await;
    let mut ada = with_password(&app).await;
    let refused = ada.sign_in("/").await;
    assert_eq!(refused.status, 403);
    assert!(text(&refused).contains("verify your email address"));
    let token = server.token("ada@example.org", 1).await;
    let verify = "mutation($token: String!) { verifyEmail(input: { token: $token }) }";
    ada.graphql(verify, json!({ "token": token }))
        .await
        .data("/verifyEmail");
    assert_eq!(ada.sign_in("/").await.status, 303);
    assert_eq!(users(&app).await, 1);
}

#[tokio::test]
async fn an_account_without_a_password_is_verified_and_gets_none_by_mail() {
    let provider = Provider::start();
    let server = MailServer::start();
    let [smtp, _] = server.flags();
    let app = app_with(&provider, &[&smtp, "--oidc-name=Acme"]).await;
    provider.ada(&[]).await;
    let mut ada = Visitor::new(app.address);
    assert_eq!(ada.sign_in("/").await.status, 303);
    let answer = ada.graphql("{ viewer { emailVerified } }", json!({})).await;
    assert_eq!(answer.data("/viewer/emailVerified"), true);
    let reset = "mutation { requestPasswordReset(input: { email: \"ada@example.org\" }) }";
    let asked = app.nobody().graphql(reset, json!({})).await;
    asked.data("/requestPasswordReset");
    let mail = server.mail("ada@example.org", 1).await;
    assert!(mail.says("you sign in by Acme"), "{}", mail.text());
    assert!(!mail.text().contains("upm_"));
    let change = "mutation { changeEmail(input: { newEmail: \"ada@b.test\",
        currentPassword: \"\" }) }";
    let refused = ada.graphql(change, json!({})).await;
    assert_eq!(refused.code(), "FORBIDDEN");
    assert!(refused.message().contains("keeps the address"));
}

#[tokio::test]
async fn whom_the_provider_lets_in_is_decided_there() {
    let provider = Provider::start();
    let app = app_with(&provider, &["--registration=closed"]).await;
    with_password(&app).await;
    let claims = json!({ "email": "bob@example.org", "email_verified": true });
    provider.person("bob-at-the-provider", claims).await;
    let mut bob = Visitor::new(app.address);
    assert_eq!(bob.sign_in("/").await.status, 303);
    assert_eq!(users(&app).await, 2);
    let options = "{ signInOptions { registration } }";
    let answer = app.nobody().graphql(options, json!({})).await;
    assert_eq!(answer.data("/signInOptions/registration"), "CLOSED");
}

/// What a sign-in page offers.
const OPTIONS: &str = "{ signInOptions { passwords passkeys singleSignOn { name url } } }";

#[tokio::test]
async fn passwords_can_be_off() {
    let provider = Provider::start();
    let app = app_with(&provider, &["--passwords=off", "--oidc-name=Acme"]).await;
    let options = app.nobody().graphql(OPTIONS, json!({})).await;
    let url = "https://upbeat.test/auth/oidc/start";
    let expected = json!({
        "passwords": false, "passkeys": true, "singleSignOn": { "name": "Acme", "url": url },
    });
    assert_eq!(*options.data("/signInOptions"), expected);
    for field in ["signUp", "signIn"] {
        let query = format!(
            "mutation {{ {field}(input: {{ email: \"ada@example.org\",
                 password: \"correct horse battery\" }}) {{ token }} }}"
        );
        let answer = app.nobody().graphql(&query, json!({})).await;
        assert_eq!(
            (answer.code(), answer.message()),
            ("FORBIDDEN", "this installation takes no passwords")
        );
    }
    assert_eq!(users(&app).await, 0);
    provider.ada(&[]).await;
    let mut ada = Visitor::new(app.address);
    assert_eq!(ada.sign_in("/").await.status, 303);
    let set_up = "mutation { setUpTotp(input: { currentPassword: \"\" }) { secret } }";
    let refused = ada.graphql(set_up, json!({})).await;
    assert_eq!(refused.message(), "this installation takes no passwords");
}

#[tokio::test]
async fn a_provider_is_reached_by_the_rules_for_all_that_leaves() {
    let flags = [
        "--public-url=https://upbeat.test",
        "--oidc-issuer=https://10.1.2.3",
        "--oidc-client-id=upbeat",
    ];
    let app = TestApp::with(&flags).await;
    let start = "https://upbeat.test/auth/oidc/start";
    let refused = Visitor::new(app.address).get(start).await;
    assert_eq!(refused.status, 503);
    assert!(!text(&refused).contains("10.1.2.3"), "{}", text(&refused));
    let without = TestApp::new().await;
    let options = without.nobody().graphql(OPTIONS, json!({})).await;
    let expected = json!({ "passwords": true, "passkeys": true, "singleSignOn": null });
    assert_eq!(*options.data("/signInOptions"), expected);
    assert_eq!(Visitor::new(without.address).get(start).await.status, 404);
}
