//! Passkeys, in a real browser.

mod chromium;

use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use self::chromium::Page;
use crate::support::{Answer, Browser, TestApp, TestRedis, WITH_SECOND_FACTOR};

const START: &str = "mutation($password: String) { startPasskeyRegistration(input: {
    currentPassword: $password }) { token options expiresAt } }";
const FINISH: &str = "mutation($input: FinishPasskeyRegistrationInput!) {
    finishPasskeyRegistration(input: $input) { id name createdAt lastUsedAt } }";
const START_SIGN_IN: &str = "mutation { startPasskeySignIn { token options } }";
const SIGN_IN: &str = "mutation($input: SignInByPasskeyInput!) {
    signInByPasskey(input: $input) { expiresAt user { email } } }";
const PASSKEYS: &str = "{ passkeys { id name lastUsedAt } }";
const REMOVE: &str = "mutation($id: ID!) { removePasskey(id: $id) }";

/// What a page of ours does.
const SCRIPT: &str = "
    const ask = async (query, variables) => {
        const answer = await fetch('/graphql', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ query, variables }),
        });
        return (await answer.json()).data;
    };
    const create = async (options) => {
        const { publicKey } = JSON.parse(options);
        const parsed = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
        const credential = await navigator.credentials.create({ publicKey: parsed });
        return JSON.stringify(credential.toJSON());
    };
    const get = async (options) => {
        const { publicKey } = JSON.parse(options);
        const parsed = PublicKeyCredential.parseRequestOptionsFromJSON(publicKey);
        const credential = await navigator.credentials.get({ publicKey: parsed });
        return JSON.stringify(credential.toJSON());
    };";

async fn page(app: &TestApp) -> Page {
    let url = format!("http://localhost:{}/graphiql", app.address.port());
    Page::open(&url).await
}

/// What the page gets from `call` with the options of a challenge.
async fn answer(page: &mut Page, call: &str, challenge: &Value) -> Result<String, String> {
    let options = &challenge["options"];
    let script = format!("(async () => {{ {SCRIPT} return {call}({options}); }})()");
    let answered = page.evaluate(&script).await?;
    Ok(answered.as_str().unwrap().to_owned())
}

async fn signed_up(app: &TestApp, name: &str) -> Browser {
    let mut browser = Browser::new(app.address);
    let query = "mutation($email: String!) { signUpBrowser(input: { email: $email,
        password: \"correct horse battery\" }) { user { id } } }";
    let email = json!({ "email": format!("{name}@example.org") });
    browser.graphql(query, email).await.data("/signUpBrowser");
    browser
}

async fn challenge(browser: &mut Browser) -> Value {
    let started = browser.graphql(START, json!({})).await;
    started.data("/startPasskeyRegistration").clone()
}

async fn register(browser: &mut Browser, page: &mut Page, name: &str) -> Answer {
    let challenge = challenge(browser).await;
    let credential = answer(page, "create", &challenge).await.unwrap();
    let input = json!({ "token": challenge["token"], "credential": credential, "name": name });
    browser.graphql(FINISH, json!({ "input": input })).await
}

/// The answer to a new challenge.
async fn answered(browser: &mut Browser, page: &mut Page) -> Value {
    let started = browser.graphql(START_SIGN_IN, json!({})).await;
    let challenge = started.data("/startPasskeySignIn");
    let credential = answer(page, "get", challenge).await.unwrap();
    json!({ "input": { "token": challenge["token"], "credential": credential } })
}

async fn email(browser: &mut Browser) -> Value {
    let viewer = browser.graphql("{ viewer { email } }", json!({})).await;
    viewer
        .data("/viewer")
        .get("email")
        .cloned()
        .unwrap_or_default()
}

#[tokio::test]
async fn a_person_registers_a_passkey_and_signs_in_by_it_on_a_page() {
    let app = TestApp::new().await;
    let mut page = page(&app).await;
    let script = format!(
        "(async () => {{ {SCRIPT}
            await ask(`mutation {{ signUpBrowser(input: {{ email: \"ada@example.org\",
                password: \"correct horse battery\" }}) {{ user {{ id }} }} }}`);
            const {{ startPasskeyRegistration: {{ token, options }} }} = await ask(`{START}`);
            const input = {{ token, credential: await create(options), name: 'Laptop' }};
            const registered = await ask(`{FINISH}`, {{ input }});
            await ask('mutation {{ signOut }}');
            const nobody = await ask('{{ viewer {{ email }} }}');
            const challenge = (await ask(`{START_SIGN_IN}`)).startPasskeySignIn;
            const found = await get(challenge.options);
            const answer = {{ token: challenge.token, credential: found }};
            const signedIn = await ask(`{SIGN_IN}`, {{ input: answer }});
            const {{ viewer, passkeys }} = await ask(`{{ viewer {{ email }} passkeys {{ name lastUsedAt }} }}`);
            return {{ registered, nobody, signedIn, viewer, passkeys, cookie: document.cookie }};
        }})()"
    );
    let seen = page.evaluate(&script).await.unwrap();
    let registered = &seen["registered"]["finishPasskeyRegistration"];
    assert_eq!(
        (&registered["name"], &registered["lastUsedAt"]),
        (&json!("Laptop"), &Value::Null)
    );
    assert!(seen["nobody"]["viewer"].is_null());
    assert_eq!(
        seen["signedIn"]["signInByPasskey"]["user"]["email"],
        "ada@example.org"
    );
    assert_eq!(seen["viewer"]["email"], "ada@example.org");
    assert!(seen["passkeys"][0]["lastUsedAt"].is_string(), "{seen}");
    assert_eq!(seen["cookie"], "", "no script reads the session's cookie");
}

#[tokio::test]
async fn a_passkey_that_is_removed_or_copied_opens_nothing() {
    let app = TestApp::new().await;
    let mut page = page(&app).await;
    let (mut ada, mut bob) = (signed_up(&app, "ada").await, signed_up(&app, "bob").await);
    let registered = register(&mut ada, &mut page, "Phone").await;
    let id = json!({ "id": registered.data("/finishPasskeyRegistration/id") });
    // The same authenticator is not registered twice.
    let again = challenge(&mut ada).await;
    let refused = answer(&mut page, "create", &again).await.unwrap_err();
    assert!(refused.contains("InvalidStateError"), "{refused}");

    // It is two factors in one, and no other is asked for.
    let db = app.database().await;
    db.execute_unprepared(WITH_SECOND_FACTOR).await.unwrap();
    let mut phone = Browser::new(app.address);
    let input = answered(&mut phone, &mut page).await;
    let signed_in = phone.graphql(SIGN_IN, input.clone()).await;
    assert_eq!(
        signed_in.data("/signInByPasskey/user/email"),
        "ada@example.org"
    );
    assert!(phone.set.contains("HttpOnly"), "{}", phone.set);
    assert_eq!(email(&mut phone).await, "ada@example.org");
    let replayed = Browser::new(app.address)
        .graphql(SIGN_IN, input.clone())
        .await;
    assert_eq!(replayed.code(), "UNAUTHENTICATED", "an answer counts once");

    // Neither another challenge, nor another person's answer, nor half of one.
    let mut other = answered(&mut phone, &mut page).await;
    other["input"]["credential"] = input["input"]["credential"].clone();
    let mut registration = input.clone();
    registration["input"]["token"] = challenge(&mut ada).await["token"].clone();
    let mut broken = answered(&mut phone, &mut page).await;
    broken["input"]["credential"] = json!("{}");
    for input in [other, registration, broken] {
        let refused = Browser::new(app.address).graphql(SIGN_IN, input).await;
        assert_eq!(refused.code(), "UNAUTHENTICATED");
    }

    // A counter that goes back shows that there are two of them.
    page.count_from(1).await;
    let input = answered(&mut phone, &mut page).await;
    let refused = Browser::new(app.address).graphql(SIGN_IN, input).await;
    assert_eq!(refused.code(), "UNAUTHENTICATED");
    page.count_from(100).await;
    let input = answered(&mut phone, &mut page).await;
    phone.graphql(SIGN_IN, input).await.data("/signInByPasskey");

    // Who is not verified by the device gets no answer from it.
    page.verify_person(false).await;
    let started = phone.graphql(START_SIGN_IN, json!({})).await;
    let started = started.data("/startPasskeySignIn");
    assert!(answer(&mut page, "get", started).await.is_err());
    page.verify_person(true).await;

    assert_eq!(bob.graphql(REMOVE, id.clone()).await.code(), "NOT_FOUND");
    assert_eq!(
        bob.graphql(PASSKEYS, json!({})).await.data("/passkeys"),
        &json!([])
    );
    let input = answered(&mut phone, &mut page).await;
    ada.graphql(REMOVE, id.clone()).await.data("/removePasskey");
    let refused = Browser::new(app.address).graphql(SIGN_IN, input).await;
    assert_eq!(refused.code(), "UNAUTHENTICATED");
    assert_eq!(ada.graphql(REMOVE, id).await.code(), "NOT_FOUND");
    assert_eq!(email(&mut phone).await, "ada@example.org", "sessions stay");
}

#[tokio::test]
async fn a_passkey_is_registered_by_whoever_has_just_shown_who_they_are() {
    let app = TestApp::new().await;
    let mut page = page(&app).await;
    let (mut ada, mut bob) = (signed_up(&app, "ada").await, signed_up(&app, "bob").await);
    let of_ada = challenge(&mut ada).await;
    let credential = answer(&mut page, "create", &of_ada).await.unwrap();
    let finish = |name: &str, token: &Value, credential: &str| json!({ "input": { "token": token, "credential": credential, "name": name } });
    let refused = bob
        .graphql(FINISH, finish("Phone", &of_ada["token"], &credential))
        .await;
    assert_eq!(refused.field(), "token", "it is somebody else's");
    for (token, credential, name, field) in [
        (&json!("x.y"), credential.as_str(), "Phone", "token"),
        (&of_ada["token"], "{}", "Phone", "credential"),
        (&of_ada["token"], &credential, " ", "name"),
    ] {
        let refused = ada.graphql(FINISH, finish(name, token, credential)).await;
        assert_eq!((refused.code(), refused.field()), ("BAD_USER_INPUT", field));
    }
    let another = challenge(&mut ada).await;
    let refused = ada
        .graphql(FINISH, finish("Phone", &another["token"], &credential))
        .await;
    assert_eq!(
        refused.field(),
        "credential",
        "it answers another challenge"
    );
    let input = finish("Phone", &of_ada["token"], &credential);
    ada.graphql(FINISH, input.clone())
        .await
        .data("/finishPasskeyRegistration");
    assert_eq!(
        ada.graphql(FINISH, input).await.field(),
        "token",
        "an answer counts once"
    );

    // Whoever finds a browser open must know the password.
    let db = app.database().await;
    let age = "UPDATE session SET created_at = '2026-01-01T00:00:00+00:00'";
    db.execute_unprepared(age).await.unwrap();
    for password in [Value::Null, json!("wrong horse battery")] {
        let refused = ada.graphql(START, json!({ "password": password })).await;
        assert_eq!(
            (refused.code(), refused.field()),
            ("BAD_USER_INPUT", "currentPassword")
        );
    }
    let right = json!({ "password": "correct horse battery" });
    ada.graphql(START, right)
        .await
        .data("/startPasskeyRegistration");
    let stranger = Browser::new(app.address).graphql(START, json!({})).await;
    assert_eq!(stranger.code(), "UNAUTHENTICATED");
}

#[tokio::test]
async fn any_replica_takes_an_answer_once_on_postgres() {
    let database = migration::testing::TestDb::postgres().await.unwrap();
    let redis = TestRedis::start().await;
    let (one, two) = TestApp::replicas(&database.url, &redis.url).await;
    let mut page = page(&one).await;
    let mut ada = signed_up(&one, "ada").await;
    let challenge = challenge(&mut ada).await;
    let credential = answer(&mut page, "create", &challenge).await.unwrap();
    let input = json!({ "token": challenge["token"], "credential": credential, "name": "Key" });
    let mut elsewhere = Browser::new(two.address);
    elsewhere.cookie = ada.cookie.clone();
    let input = json!({ "input": input });
    elsewhere
        .graphql(FINISH, input)
        .await
        .data("/finishPasskeyRegistration");

    let mut phone = Browser::new(one.address);
    let input = answered(&mut phone, &mut page).await;
    let mut there = Browser::new(two.address);
    let signed_in = there.graphql(SIGN_IN, input.clone()).await;
    assert_eq!(
        signed_in.data("/signInByPasskey/user/email"),
        "ada@example.org"
    );
    assert_eq!(
        phone.graphql(SIGN_IN, input).await.code(),
        "UNAUTHENTICATED"
    );
    // Strangers who ask for challenges leave nothing behind.
    for _ in 0..20 {
        phone
            .graphql(START_SIGN_IN, json!({}))
            .await
            .data("/startPasskeySignIn");
    }
    let used = entity::used_challenge::Entity::find();
    assert_eq!(used.count(&one.database().await).await.unwrap(), 2);
}

#[tokio::test]
async fn there_are_no_passkeys_for_an_address() {
    let app = TestApp::with(&["--public-url=http://127.0.0.1:8080"]).await;
    let refused = Browser::new(app.address)
        .graphql(START_SIGN_IN, json!({}))
        .await;
    assert_eq!(refused.code(), "CONFLICT");
}
