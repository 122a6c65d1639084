//! Nobody reaches what is not theirs, and everybody what is: each field of the schema, with each
//! foreign id, and with each role.

pub(crate) mod schema;
mod things;

use std::collections::BTreeSet;

use api::service::access::Permission;
use entity::member::Role;
use serde_json::{Value, json};

use self::schema::{Schema, text};
use self::things::in_days;
pub(crate) use self::things::{Things, filled};
use crate::support::{Client, Receiver, Socket, TestApp};

/// Fields that need no organization: they are about the caller or the installation.
const OF_THE_CALLER: &[&str] = &[
    "viewer",
    "organizations",
    "regions",
    "region",
    "previewTemplate",
    "signUp",
    "signIn",
    "signUpBrowser",
    "signInBrowser",
    "signOut",
    "createOrganization",
    "acceptInvitation",
    "leaveOrganization",
    "sessions",
    "revokeSession",
    "changePassword",
    "verifyEmail",
    "resendVerification",
    "changeEmail",
    "requestPasswordReset",
    "resetPassword",
    "passkeys",
    "startPasskeyRegistration",
    "finishPasskeyRegistration",
    "removePasskey",
    "startPasskeySignIn",
    "signInByPasskey",
    "secondFactor",
    "setUpTotp",
    "confirmTotp",
    "replaceRecoveryCodes",
    "removeTotp",
    "identities",
    "unlinkIdentity",
    "signInOptions",
    "quotas",
    "setQuotas",
    "instance",
];

/// Mutations with what they need, and the input that a member with the permission can give.
fn mutations(things: &Things) -> Vec<(&'static str, Permission, Value)> {
    use Permission::*;
    let id = |what: &str| json!({ "id": things.own[what] });
    let of = |mut input: Value| {
        input["organizationId"] = things.own["organization"].clone();
        json!({ "input": input })
    };
    let change = |what: &str, mut input: Value| {
        input["id"] = things.own[what].clone();
        json!({ "input": input })
    };
    let selection = json!({ "organizationId": things.own["organization"], "filter": {} });
    let member = || of(json!({ "userId": things.own["user"] }));
    let maintenance = json!({ "title": "Backup", "from": in_days(1), "to": in_days(2) });
    let channel = json!({ "name": "More", "webhook": things.webhook });
    vec![
        ("acknowledgeIncident", WorkOnIncidents, id("incident")),
        (
            "addIncidentNote",
            WorkOnIncidents,
            json!({ "input": { "incidentId": things.own["incident"], "text": "on it" } }),
        ),
        ("resolveIncident", WorkOnIncidents, id("incident")),
        (
            "createWebsite",
            ChangeWebsites,
            of(json!({ "url": "http://127.0.0.1:9/" })),
        ),
        (
            "updateWebsite",
            ChangeWebsites,
            change("website", json!({ "name": "Shop" })),
        ),
        (
            "tryCheck",
            ChangeWebsites,
            of(json!({ "url": "http://127.0.0.1:9/" })),
        ),
        (
            "tryUpdate",
            ChangeWebsites,
            change("website", json!({ "retries": 0 })),
        ),
        ("checkNow", ChangeWebsites, id("website")),
        ("pauseWebsites", ChangeWebsites, of(json!({ "filter": {} }))),
        (
            "resumeWebsites",
            ChangeWebsites,
            of(json!({ "filter": {} })),
        ),
        (
            "updateWebsites",
            ChangeWebsites,
            json!({ "input": { "websites": selection, "retries": 0 } }),
        ),
        (
            "tagWebsites",
            ChangeWebsites,
            json!({ "input": { "websites": selection, "add": ["shop"] } }),
        ),
        ("createTag", ChangeWebsites, of(json!({ "text": "team:b" }))),
        (
            "updateTag",
            ChangeWebsites,
            change("tag", json!({ "color": "#1f6feb" })),
        ),
        ("deleteTag", ChangeWebsites, id("tag")),
        ("pauseWebsite", ChangeWebsites, id("website")),
        ("resumeWebsite", ChangeWebsites, id("website")),
        ("createChannel", ChangeChannels, of(channel)),
        (
            "updateChannel",
            ChangeChannels,
            change("channel", json!({ "name": "Operations" })),
        ),
        ("testChannel", ChangeChannels, id("channel")),
        ("pauseChannel", ChangeChannels, id("channel")),
        ("resumeChannel", ChangeChannels, id("channel")),
        ("createMaintenance", ChangeMaintenance, of(maintenance)),
        (
            "updateMaintenance",
            ChangeMaintenance,
            change("maintenance", json!({ "title": "Move" })),
        ),
        ("startMaintenance", ChangeMaintenance, id("maintenance")),
        ("endMaintenance", ChangeMaintenance, id("maintenance")),
        ("cancelMaintenance", ChangeMaintenance, id("maintenance")),
        (
            "createStatusPage",
            ChangeStatusPages,
            of(json!({ "slug": format!("more-{}", uuid::Uuid::new_v4()), "title": "More" })),
        ),
        (
            "updateStatusPage",
            ChangeStatusPages,
            change("page", json!({ "title": "Acme Inc" })),
        ),
        (
            "previewStatusPage",
            ChangeStatusPages,
            of(json!({ "slug": "other", "title": "Other" })),
        ),
        (
            "previewStatusPageUpdate",
            ChangeStatusPages,
            change("page", json!({ "title": "Acme Ltd" })),
        ),
        ("unpublishStatusPage", ChangeStatusPages, id("page")),
        ("publishStatusPage", ChangeStatusPages, id("page")),
        (
            "createStatusPageIncident",
            ChangeStatusPages,
            json!({ "input": { "statusPageId": things.own["page"], "title": "Slow", "text": "It is." } }),
        ),
        (
            "draftStatusPageIncidents",
            ChangeStatusPages,
            id("incident"),
        ),
        (
            "updateStatusPageIncident",
            ChangeStatusPages,
            change("page_incident", json!({ "title": "Very slow" })),
        ),
        (
            "publishStatusPageIncident",
            ChangeStatusPages,
            id("page_incident"),
        ),
        (
            "postStatusUpdate",
            ChangeStatusPages,
            json!({ "input": { "statusPageIncidentId": things.own["page_incident"],
                "state": "RESOLVED", "text": "It is over." } }),
        ),
        (
            "deleteStatusPageIncident",
            ChangeStatusPages,
            id("page_incident"),
        ),
        ("deleteStatusPage", ChangeStatusPages, id("page")),
        (
            "updateOrganization",
            Rename,
            change("organization", json!({ "name": "Acme Inc" })),
        ),
        (
            "inviteMember",
            ManageMembers,
            of(json!({ "role": "VIEWER" })),
        ),
        (
            "setRole",
            ManageMembers,
            of(json!({ "userId": things.own["user"], "role": "VIEWER" })),
        ),
        ("revokeInvitation", ManageMembers, id("invitation")),
        (
            "createApiKey",
            ManageKeys,
            of(json!({ "name": "Deploys", "scope": "READ" })),
        ),
        ("revokeApiKey", ManageKeys, id("key")),
        ("removeMember", ManageMembers, member()),
        ("deleteChannel", ChangeChannels, id("channel")),
        ("deleteWebsite", ChangeWebsites, id("website")),
        (
            "deleteWebsites",
            ChangeWebsites,
            of(json!({ "filter": {} })),
        ),
        (
            "transferOrganization",
            Transfer,
            of(json!({ "userId": things.own["user"] })),
        ),
        ("deleteOrganization", Delete, id("organization")),
    ]
}

/// Mutations that leave no entry in the audit log: they change nothing that is set, or nothing
/// here, or their log goes with them.
const UNLOGGED: &[&str] = &[
    "checkNow",
    "tryCheck",
    "tryUpdate",
    "testChannel",
    "previewStatusPage",
    "previewStatusPageUpdate",
    "setRole",
    "transferOrganization",
    "deleteOrganization",
];

/// Number of entries in the audit log of an organization.
async fn logged(owner: &Client, organization: &Value) -> usize {
    let query = "query($id: ID) { auditLog(first: 100, organizationId: $id) { nodes { id } } }";
    let answer = owner.graphql(query, json!({ "id": organization })).await;
    answer.data("/auditLog/nodes").as_array().unwrap().len()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "the number tried")]
async fn no_field_gives_a_stranger_anything_by_a_foreign_id() {
    let app = TestApp::new().await;
    let (ada, eve) = (app.user("ada").await, app.user("eve").await);
    let receiver = Receiver::start().await;
    let things = filled(&ada, &receiver).await;
    let schema = Schema::of(&eve).await;
    let mut tried = 0;
    for (operation, kind) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in schema.roots(kind) {
            let name = field["name"].as_str().unwrap();
            for (what, id) in &things.own {
                let Some((document, values)) = schema.document(operation, field, id) else {
                    assert!(
                        OF_THE_CALLER.contains(&name),
                        "{name} names no organization"
                    );
                    continue;
                };
                let answer = eve.graphql(&document, values).await;
                let code = answer.0.pointer("/errors/0/extensions/code");
                let code = code.and_then(Value::as_str).unwrap_or_default();
                let is_refused = matches!(code, "NOT_FOUND" | "BAD_USER_INPUT");
                assert!(is_refused, "{name} by the id of the {what}: {}", answer.0);
                assert!(answer.0["data"].is_null() || answer.0["data"][name].is_null());
                tried += 1;
            }
        }
    }
    let mut socket = Socket::sign_in(app.address, eve.token.as_ref().unwrap()).await;
    for field in schema.roots("Subscription") {
        for id in things.own.values() {
            let (document, values) = schema.document("subscription", field, id).unwrap();
            let name = tried.to_string();
            socket.subscribe(&name, &document, values).await;
            let told = socket.receive().await;
            assert_eq!(
                (&told["type"], &told["id"]),
                (&json!("error"), &json!(name))
            );
            assert_eq!(told["payload"][0]["extensions"]["code"], "NOT_FOUND");
            tried += 1;
        }
    }
    println!("{tried} tried");
    assert!(tried > 200, "{tried}");
    let all = "query($id: ID) { websites(organizationId: $id) { nodes { name } } }";
    let left = ada
        .graphql(all, json!({ "id": things.own["organization"] }))
        .await;
    assert_eq!(left.data("/websites/nodes").as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::new().await;
    let receiver = Receiver::start().await;
    let roles = [
        ("VIEWER", Role::Viewer),
        ("MEMBER", Role::Member),
        ("ADMIN", Role::Admin),
        ("OWNER", Role::Owner),
    ];
    let mut seen = BTreeSet::new();
    for (name, role) in roles {
        let owner = app.user(&format!("owner-of-{name}")).await;
        let mut things = filled(&owner, &receiver).await;
        let organization = things.own["organization"].clone();
        let (person, other) = (
            app.user(&format!("is-{name}")).await,
            app.user(&format!("beside-{name}")).await,
        );
        for (who, role) in [(&person, name), (&other, "VIEWER")] {
            let invite = "mutation($id: ID!, $role: Role!) { inviteMember(input: {
                organizationId: $id, role: $role }) { token } }";
            let variables = json!({ "id": organization, "role": role });
            let invited = owner.graphql(invite, variables).await;
            let token = invited.data("/inviteMember/token");
            let accept =
                "mutation($token: String!) { acceptInvitation(input: { token: $token }) { id } }";
            who.graphql(accept, json!({ "token": token }))
                .await
                .data("/acceptInvitation");
        }
        let answer = other.graphql("{ viewer { id } }", json!({})).await;
        things.own.insert("user", answer.data("/viewer/id").clone());
        let schema = Schema::of(&owner).await;
        for (mutation, permission, variables) in mutations(&things) {
            let field = schema.roots("Mutation").iter();
            let field = field
                .clone()
                .find(|field| field["name"] == mutation)
                .unwrap();
            let argument = &field["args"][0];
            let below = if schema.is_leaf(&field["type"]) {
                ""
            } else {
                "{ __typename }"
            };
            let argument_name = argument["name"].as_str().unwrap();
            let query = format!(
                "mutation($value: {}) {{ {mutation}({argument_name}: $value) {below} }}",
                text(&argument["type"])
            );
            let value = json!({ "value": variables[argument_name] });
            let before = logged(&owner, &organization).await;
            let answer = person.graphql(&query, value).await;
            let code = answer.0.pointer("/errors/0/extensions/code");
            if role >= permission.least() {
                // Whoever is removed cannot be handed the organization.
                let is_gone = mutation == "transferOrganization";
                let is_done = code.is_none() || (is_gone && code.unwrap() == "NOT_FOUND");
                assert!(is_done, "{name} {mutation}: {}", answer.0);
                if !UNLOGGED.contains(&mutation) {
                    let after = logged(&owner, &organization).await;
                    assert!(after > before, "{name} {mutation} is not in the log");
                }
            } else {
                assert_eq!(code, Some(&json!("FORBIDDEN")), "{name} {mutation}");
            }
            seen.insert(mutation);
        }
    }
    let schema = Schema::of(&app.user("last").await).await;
    for field in schema.roots("Mutation") {
        let name = field["name"].as_str().unwrap();
        let is_known = seen.contains(name) || OF_THE_CALLER.contains(&name);
        assert!(is_known, "{name} is not in the table");
    }
}
