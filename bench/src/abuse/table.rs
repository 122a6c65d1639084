//! The known attacks.

use serde_json::{Value, json};

use super::attempt::{Way, post};

/// An attack.
pub(super) struct Attack {
    pub(super) name: &'static str,
    /// Number of attempts, and how many of them are under way at once.
    pub(super) attempts: usize,
    pub(super) at_once: usize,
    pub(super) way: Way,
}

const fn attack(name: &'static str, attempts: usize, at_once: usize, way: Way) -> Attack {
    Attack {
        name,
        attempts,
        at_once,
        way,
    }
}

/// In the order of `docs/ABUSE.md`.
pub(super) const ATTACKS: &[Attack] = &[
    attack(
        "brackets nested 1,000 deep",
        500,
        20,
        Way::Member(|_, _| document("{a".repeat(1_000))),
    ),
    attack(
        "fields nested 30 deep",
        500,
        20,
        Way::Member(|_, _| {
            document(format!(
                "{}id{}",
                "{ websites { nodes ".repeat(15),
                " } }".repeat(15)
            ))
        }),
    ),
    attack(
        "a document of 8,000 fields",
        200,
        20,
        Way::Member(|_, _| document(format!("{{ viewer {{ {} }} }}", "id ".repeat(7_990)))),
    ),
    attack(
        "as many fields as are allowed, each time others",
        200,
        20,
        Way::Member(|_, n| {
            document(format!(
                "{{ viewer {{ {} z{n}: id }} }}",
                "id ".repeat(3_900)
            ))
        }),
    ),
    attack(
        "1,000 aliases",
        500,
        20,
        Way::Member(|_, _| document(format!("{{ viewer {{ {} }} }}", numbered(1_000, "id")))),
    ),
    attack(
        "100 requests in one",
        500,
        20,
        Way::Member(|_, _| Value::Array(vec![document("{ viewer { id } }".to_owned()); 100])),
    ),
    attack(
        "fragments in a circle",
        500,
        20,
        Way::Member(|_, _| {
            document(
                "{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }".to_owned(),
            )
        }),
    ),
    attack(
        "fragments that double 24 times",
        500,
        20,
        Way::Member(|_, _| {
            let fragments = (0..24).map(|n| {
                let next = n + 1;
                format!("fragment f{n} on Query {{ ...f{next} ... {{ ...f{next} }} }} ")
            });
            let fragments: String = fragments.collect();
            document(format!(
                "{{ ...f0 }} {fragments} fragment f24 on Query {{ __typename }}"
            ))
        }),
    ),
    attack(
        "the schema asked for 100 times in one",
        200,
        20,
        Way::Stranger(|_| {
            let schema = "__schema { types { name fields { name args { name } } } }";
            document(format!("{{ {} }}", numbered(100, schema)))
        }),
    ),
    attack(
        "the whole schema, as tools ask for it",
        200,
        20,
        Way::Stranger(|_| {
            document(
                "{ __schema { types { name description fields { name description args { name \
            type { name ofType { name } } } type { name ofType { name } } } inputFields { name } \
            enumValues { name description } } } }"
                    .to_owned(),
            )
        }),
    ),
    attack(
        "variables of 300,000 values",
        100,
        20,
        Way::Member(|_, _| {
            let query = "query($tags: [String!]) { websites(tags: $tags) { nodes { id } } }";
            json!({ "query": query, "variables": { "tags": vec![1; 300_000] } })
        }),
    ),
    attack(
        "a body of 12 MiB",
        20,
        10,
        Way::Member(|_, _| document(" ".repeat(12 << 20))),
    ),
    attack(
        "half a head",
        200,
        200,
        Way::Bytes(|| b"POST /graphql HTTP/1.1\r\nHost: a\r\nX-".to_vec()),
    ),
    attack(
        "a body that does not end",
        200,
        200,
        Way::Bytes(|| {
            let mut bytes = post(&document(" ".repeat(500_000)), None);
            bytes.pop();
            bytes
        }),
    ),
    attack(
        "passwords guessed",
        500,
        20,
        Way::Stranger(|n| {
            document(format!(
                "mutation {{ signIn(input: {{ email: \"bench@example.org\", \
            password: \"guess number {n}\" }}) {{ token }} }}"
            ))
        }),
    ),
    attack(
        "50 passwords guessed in one",
        200,
        20,
        Way::Stranger(|n| {
            let guess = format!(
                "signIn(input: {{ email: \"bench@example.org\", \
            password: \"guess number {n}\" }}) {{ token }}"
            );
            document(format!("mutation {{ {} }}", numbered(50, &guess)))
        }),
    ),
    attack(
        "accounts signed up",
        500,
        20,
        Way::Stranger(|n| {
            document(format!(
                "mutation {{ signUp(input: {{ email: \"a{n}@example.org\", \
            password: \"correct horse battery\" }}) {{ token }} }}"
            ))
        }),
    ),
    attack(
        "invalid tokens",
        1_000,
        20,
        Way::Token(|n| format!("upb_guess{n}")),
    ),
    attack(
        "documents named by unknown hashes",
        1_000,
        20,
        Way::Member(|_, n| {
            let named = json!({ "version": 1, "sha256Hash": format!("{n:064x}") });
            json!({ "extensions": { "persistedQuery": named } })
        }),
    ),
    attack("sockets of one account", 2_000, 2_000, Way::Socket(5)),
    attack(
        "1,000 subscriptions on a socket",
        10,
        10,
        Way::Subscriptions(1_000),
    ),
    attack(
        "20 large answers that are not read",
        100,
        100,
        Way::Unread(
            || {
                let schema = "{ __schema { types { name description fields { name description args { \
            name description } } inputFields { name description } } } }";
                let request = post(&document(schema.to_owned()), None);
                let request =
                    String::from_utf8_lossy(&request).replace("Connection: close\r\n", "");
                request.repeat(20).into_bytes()
            },
            10,
        ),
    ),
    attack(
        "years of history, each time others",
        100,
        20,
        Way::Member(|_, n| {
            let year = "latency(window: YEAR) { p95Ms } uptime(window: YEAR) { ratio }";
            document(format!(
                "{{ websites(first: 15) {{ nodes {{ z{n}: id {year} }} }} }}"
            ))
        }),
    ),
    attack(
        "one website checked now",
        500,
        20,
        Way::Member(|attacker, _| {
            let id = attacker.websites.first();
            let query = "mutation($id: ID!) { checkNow(id: $id) { id } }";
            json!({ "query": query, "variables": { "id": id } })
        }),
    ),
    attack(
        "checks tried of what does not answer",
        200,
        20,
        Way::Member(|attacker, _| {
            let query = "mutation($url: String!) { tryCheck(input: { url: $url, timeoutMs: 2000 }) { region } }";
            json!({ "query": query, "variables": { "url": attacker.silent } })
        }),
    ),
    attack(
        "500 large documents at once",
        500,
        500,
        Way::Member(|_, n| {
            let fields = numbered(190, "url");
            document(format!(
                "{{ websites(first: 50) {{ nodes {{ z{n}: id {fields} }} }} }}"
            ))
        }),
    ),
];

fn document(text: String) -> Value {
    json!({ "query": text })
}

/// The fields under so many names.
fn numbered(count: usize, fields: &str) -> String {
    (0..count).map(|n| format!("a{n}: {fields} ")).collect()
}
