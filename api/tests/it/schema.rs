//! The public schema is a reviewed file.

#[test]
fn schema_graphql_is_what_the_code_says() {
    let committed = include_str!("../../../schema.graphql");
    assert_eq!(
        committed,
        api::graphql::sdl(),
        "run `make schema` and review the difference"
    );
}
