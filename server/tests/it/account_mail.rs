//! Accounts by mail: verified addresses, other addresses, and passwords that are reset.

mod reset;

use sea_orm::{ConnectionTrait, EntityTrait};
use serde_json::{Value, json};

use crate::support::{Answer, Client, MailServer, TestApp, command};

const ADA: &str = "ada@example.org";
const PASSWORD: &str = "correct horse battery";

/// A server on each engine, with more flags, and where its mails go.
async fn apps(more: &[&str]) -> [(MailServer, TestApp); 2] {
    let servers = [MailServer::start(), MailServer::start()];
    let flags = servers.each_ref().map(|server| server.flags());
    let flags = flags.each_ref().map(|flags| {
        let flags = flags.iter().map(String::as_str);
        flags.chain(more.iter().copied()).collect::<Vec<_>>()
    });
    let [sqlite, postgres] = servers;
    [
        (sqlite, TestApp::with(&flags[0]).await),
        (postgres, TestApp::on_postgres_with(&flags[1]).await),
    ]
}

async fn app() -> (MailServer, TestApp) {
    let server = MailServer::start();
    let app = TestApp::with(&server.flags().each_ref().map(String::as_str)).await;
    (server, app)
}

/// Calls a mutation with an input, or without any.
async fn call(person: &Client, mutation: &str, input: Value) -> Answer {
    if input.is_null() {
        let query = format!("mutation {{ {mutation} }}");
        return person.graphql(&query, json!({})).await;
    }
    let (first, rest) = mutation.split_at(1);
    let kind = format!("{}{rest}Input!", first.to_uppercase());
    let query = format!("mutation($input: {kind}) {{ {mutation}(input: $input) }}");
    person.graphql(&query, json!({ "input": input })).await
}

async fn verify(person: &Client, token: &str) -> Answer {
    call(person, "verifyEmail", json!({ "token": token })).await
}

fn is_over(answer: &Answer) -> bool {
    (answer.code(), answer.field()) == ("BAD_USER_INPUT", "token")
        && answer.message().contains("ask for a new mail")
}

async fn viewer(person: &Client) -> Value {
    let query = "{ viewer { email emailVerified } }";
    person
        .graphql(query, json!({}))
        .await
        .data("/viewer")
        .clone()
}

async fn sign_in(app: &TestApp, email: &str, password: &str) -> Answer {
    let query = "mutation($email: String!, $password: String!) {
        signIn(input: { email: $email, password: $password }) { token } }";
    let variables = json!({ "email": email, "password": password });
    app.nobody().graphql(query, variables).await
}

async fn organization(person: &Client) -> Value {
    let answer = person.graphql("{ organizations { id } }", json!({})).await;
    answer.data("/organizations/0/id").clone()
}

async fn invite(person: &Client, email: Option<&str>) -> Answer {
    let query = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { url } }";
    let id = organization(person).await;
    let input = json!({ "organizationId": id, "role": "VIEWER", "email": email });
    person.graphql(query, json!({ "input": input })).await
}

/// Runs `upbeat user`.
async fn user(app: &TestApp, what: &'static str, email: &'static str) -> bool {
    let url = app.database_url.clone();
    let run = move || {
        let environment = [("DATABASE_URL", url.as_str())];
        let output = command("upbeat", &["user", what, email], &environment).output();
        output.unwrap().status.success()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

async fn expire(app: &TestApp) {
    let sql = "UPDATE mailed_token SET expires_at = '2020-01-01T00:00:00+00:00'";
    let db = app.database().await;
    db.execute_unprepared(sql).await.unwrap();
}

#[tokio::test]
async fn a_new_address_is_verified_by_a_link() {
    for (server, app) in apps(&[]).await {
        let ada = app.user("ada").await;
        let mail = server.mail(ADA, 1).await;
        let token = mail.token();
        let link = format!("https://upbeat.test/verify-email#{token}");
        assert!(mail.text().contains(&link), "{}", mail.text());
        let expected = json!({ "email": ADA, "emailVerified": false });
        assert_eq!(viewer(&ada).await, expected);

        let stored = entity::mailed_token::Entity::find();
        let stored = stored.one(&app.database().await).await.unwrap().unwrap();
        assert_eq!(stored.token_hash.len(), 32);
        let bytes = token.as_bytes();
        let is_told = |part: &[u8]| bytes.windows(4).any(|of_token| of_token == part);
        assert!(!stored.token_hash.windows(4).any(is_told), "only its hash");

        assert!(is_over(&verify(&app.nobody(), "upm_x").await));
        // No sign-in is needed: the link may be opened anywhere.
        let verified = verify(&app.nobody(), &token).await;
        assert_eq!(verified.data("/verifyEmail"), true);
        assert_eq!(viewer(&ada).await["emailVerified"], true);
        assert!(is_over(&verify(&ada, &token).await), "once");
        let again = call(&ada, "resendVerification", Value::Null).await;
        assert_eq!(again.code(), "CONFLICT");
    }
}

#[tokio::test]
async fn until_then_an_account_gives_nobody_access() {
    let (server, app) = app().await;
    let ada = app.user("ada").await;
    let key = async || {
        let query = "mutation($id: ID!) { createApiKey(input: { organizationId: $id,
            name: \"Deploys\", scope: READ }) { token } }";
        let id = json!({ "id": organization(&ada).await });
        ada.graphql(query, id).await
    };
    let passkey = async || {
        let query = "mutation { startPasskeyRegistration(input: {}) { token } }";
        ada.graphql(query, json!({})).await
    };
    let all = async || {
        [
            invite(&ada, None).await,
            invite(&ada, Some("bob@example.org")).await,
            key().await,
            passkey().await,
        ]
    };
    for refused in all().await {
        assert_eq!(refused.code(), "FORBIDDEN");
        let message = refused.message();
        assert!(message.contains("verify your email address"), "{message}");
    }
    // Everything else works.
    ada.create(json!({ "url": "https://a.test" })).await;
    let token = server.token(ADA, 1).await;
    verify(&ada, &token).await.data("/verifyEmail");
    for done in all().await {
        assert!(done.0.get("errors").is_none(), "{}", done.0);
    }
    let invitation = server.mail("bob@example.org", 1).await;
    assert!(
        invitation
            .text()
            .contains("https://upbeat.test/invitation#")
    );
}

#[tokio::test]
async fn until_then_an_account_owns_nothing_of_others() {
    let (server, app) = app().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    verify(&ada, &server.token(ADA, 1).await)
        .await
        .data("/verifyEmail");
    let ask = async |person: &Client, query: &str, input: Value| {
        person.graphql(query, json!({ "input": input })).await
    };
    let create = "mutation($input: CreateOrganizationInput!) {
        createOrganization(input: $input) { id } }";
    let created = ask(&ada, create, json!({ "name": "Shop" })).await;
    let id = created.data("/createOrganization/id");
    let invite = "mutation($input: InviteMemberInput!) { inviteMember(input: $input) { url } }";
    let invited = ask(
        &ada,
        invite,
        json!({ "organizationId": id, "role": "ADMIN" }),
    )
    .await;
    let url = invited.data("/inviteMember/url").as_str().unwrap();
    let token = url.rsplit('#').next().unwrap();
    let accept = "mutation($input: AcceptInvitationInput!) {
        acceptInvitation(input: $input) { id } }";
    let accepted = ask(&bob, accept, json!({ "token": token })).await;
    assert_eq!(accepted.data("/acceptInvitation/id"), id);
    let viewer = bob.graphql("{ viewer { id } }", json!({})).await;
    let user = viewer.data("/viewer/id");
    let set_role = "mutation($input: SetRoleInput!) { setRole(input: $input) { id } }";
    let transfer = "mutation($input: MemberInput!) {
        transferOrganization(input: $input) { id } }";
    let owner = json!({ "organizationId": id, "userId": user, "role": "OWNER" });
    let heir = json!({ "organizationId": id, "userId": user });
    for (query, input) in [(set_role, &owner), (transfer, &heir)] {
        let refused = ask(&ada, query, input.clone()).await;
        assert_eq!((refused.code(), refused.field()), ("CONFLICT", "userId"));
    }
    let member = json!({ "organizationId": id, "userId": user, "role": "MEMBER" });
    assert_eq!(ask(&ada, set_role, member).await.data("/setRole/id"), id);
    verify(&bob, &server.token("bob@example.org", 1).await)
        .await
        .data("/verifyEmail");
    assert_eq!(ask(&ada, set_role, owner).await.data("/setRole/id"), id);
}

/// Whoever has a verified address may write to anybody, but only in our words.
#[tokio::test]
async fn a_mail_makes_no_link_of_what_a_stranger_chose() {
    let (server, app) = app().await;
    let ada = app.user("ada").await;
    verify(&ada, &server.token(ADA, 1).await)
        .await
        .data("/verifyEmail");
    let id = organization(&ada).await;
    for (name, is_shown) in [
        ("Acme Inc. Berlin", true),
        ("Win at evil.example now", false),
        ("https://evil", false),
    ] {
        let rename = "mutation($id: ID!, $name: String!) {
            updateOrganization(input: { id: $id, name: $name }) { id } }";
        let renamed = ada.graphql(rename, json!({ "id": id, "name": name }));
        renamed.await.data("/updateOrganization");
        let to = format!("{}@b.test", name.len());
        invite(&ada, Some(&to)).await.data("/inviteMember");
        let mail = server.mail(&to, 1).await;
        assert_eq!(mail.text().contains(name), is_shown, "{}", mail.text());
        let instead = mail.text().contains("an organization on Upbeat");
        assert_ne!(instead, is_shown, "{}", mail.text());
    }
}

#[tokio::test]
async fn another_link_ends_the_one_before_and_there_are_only_so_many() {
    let (server, app) = app().await;
    let ada = app.user("ada").await;
    let first = server.token(ADA, 1).await;
    let resend = async || call(&ada, "resendVerification", Value::Null).await;
    resend().await.data("/resendVerification");
    let second = server.token(ADA, 2).await;
    assert!(is_over(&verify(&ada, &first).await));
    expire(&app).await;
    assert!(is_over(&verify(&ada, &second).await));
    for _ in 0..4 {
        resend().await.data("/resendVerification");
    }
    assert_eq!(resend().await.code(), "RATE_LIMITED");
    let nobody = call(&app.nobody(), "resendVerification", Value::Null).await;
    assert_eq!(nobody.code(), "UNAUTHENTICATED");
    assert!(!viewer(&ada).await["emailVerified"].as_bool().unwrap());
    // The operator helps where no mail arrives.
    assert!(!user(&app, "verify-email", "bob@example.org").await);
    assert!(user(&app, "verify-email", "Ada@example.org").await);
    let fresh = sign_in(&app, ADA, PASSWORD).await;
    let ada = Client {
        token: Some(fresh.data("/signIn/token").as_str().unwrap().to_owned()),
        ..ada
    };
    assert_eq!(viewer(&ada).await["emailVerified"], true);
}

#[tokio::test]
async fn where_there_is_no_mail_nothing_is_asked_and_refusals_say_what_to_do() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    assert_eq!(viewer(&ada).await["emailVerified"], false);
    invite(&ada, None).await.data("/inviteMember");
    let query = "{ signInOptions { mail } }";
    let options = app.nobody().graphql(query, json!({})).await;
    assert_eq!(options.data("/signInOptions/mail"), false);
    let change = json!({ "newEmail": "ada@b.test", "currentPassword": PASSWORD });
    for (mutation, input, hint) in [
        ("resendVerification", Value::Null, "has no mail server"),
        ("changeEmail", change, "has no mail server"),
        (
            "requestPasswordReset",
            json!({ "email": ADA }),
            "`upbeat user reset-password EMAIL`",
        ),
    ] {
        let refused = call(&ada, mutation, input).await;
        assert_eq!(refused.code(), "FORBIDDEN", "{mutation}");
        assert!(refused.message().contains(hint), "{}", refused.message());
    }
}

#[tokio::test]
async fn a_named_operator_is_one_once_the_address_is_verified() {
    for (server, app) in apps(&["--operators=ada@example.org"]).await {
        let (bob, ada) = (app.user("bob").await, app.user("ada").await);
        let quotas = async |person: &Client| {
            let query = "mutation { setQuotas(input: { websites: 1000 }) { websites } }";
            person.graphql(query, json!({})).await
        };
        assert_eq!(quotas(&ada).await.code(), "FORBIDDEN");
        let token = server.token(ADA, 1).await;
        verify(&ada, &token).await.data("/verifyEmail");
        quotas(&ada).await.data("/setQuotas");
        let token = server.token("bob@example.org", 1).await;
        verify(&bob, &token).await.data("/verifyEmail");
        assert_eq!(quotas(&bob).await.code(), "FORBIDDEN", "the first account");
    }
}

#[tokio::test]
async fn an_address_is_changed_by_a_link_to_the_new_one_and_the_old_one_is_told() {
    for (server, app) in apps(&[]).await {
        let (ada, bob) = (app.user("ada").await, app.user("bob").await);
        let change = async |email: &str, password: &str| {
            let input = json!({ "newEmail": email, "currentPassword": password });
            call(&ada, "changeEmail", input).await
        };
        for (email, password, field) in [
            ("ada@b.test", "wrong horse battery", "currentPassword"),
            ("nowhere", PASSWORD, "newEmail"),
            ("Ada@example.org", PASSWORD, "newEmail"),
        ] {
            let refused = change(email, password).await;
            assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
        }
        // Whose address it is already is told to them alone.
        let taken = change("bob@example.org", PASSWORD).await;
        let asked = change("ada@b.test", PASSWORD).await;
        assert_eq!(taken.0, asked.0);
        let told = server.mail("bob@example.org", 2).await;
        assert!(told.text().contains("has an account already"));
        assert!(!told.text().contains("upm_"));
        let older = server.token("ada@b.test", 1).await;
        assert_eq!(viewer(&ada).await["email"], ADA, "nothing is changed yet");
        change("ada@b.test", PASSWORD).await.data("/changeEmail");
        let token = server.token("ada@b.test", 2).await;
        assert!(is_over(&verify(&ada, &older).await));
        // What was mailed to the old address is worth nothing afterwards.
        let reset = json!({ "email": ADA });
        call(&app.nobody(), "requestPasswordReset", reset)
            .await
            .data("/requestPasswordReset");
        let old_reset = reset::token(&server, ADA).await;
        verify(&app.nobody(), &token).await.data("/verifyEmail");
        let expected = json!({ "email": "ada@b.test", "emailVerified": true });
        assert_eq!(viewer(&ada).await, expected);
        let told = server.last(ADA, "has the address ada@b.test now").await;
        assert!(!told.text().contains("upm_"));
        let input = json!({ "token": old_reset, "newPassword": "another horse battery" });
        assert!(is_over(&call(&bob, "resetPassword", input).await));
        assert_eq!(sign_in(&app, ADA, PASSWORD).await.code(), "UNAUTHENTICATED");
        sign_in(&app, "ada@b.test", PASSWORD).await.data("/signIn");
    }
}

#[tokio::test]
async fn another_password_ends_a_change_of_address() {
    let (server, app) = app().await;
    let ada = app.user("ada").await;
    let input = json!({ "newEmail": "eve@b.test", "currentPassword": PASSWORD });
    call(&ada, "changeEmail", input).await.data("/changeEmail");
    let token = server.token("eve@b.test", 1).await;
    let input = json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery" });
    call(&ada, "changePassword", input)
        .await
        .data("/changePassword");
    assert!(is_over(&verify(&ada, &token).await));
    assert_eq!(viewer(&ada).await["email"], ADA);
    server
        .last(ADA, "The password of your account was changed")
        .await;
}
