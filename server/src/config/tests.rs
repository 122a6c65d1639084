use super::*;

fn parse(args: &[&str]) -> Result<Cli, String> {
    Cli::try_parse_from([&["upbeat"], args].concat()).map_err(|err| err.to_string())
}

#[test]
fn nothing_has_to_be_set() {
    let Command::Serve(config) = parse(&["serve"]).unwrap().command else {
        panic!()
    };
    assert_eq!(config.store.database_url.expose(), DEFAULT_DATABASE_URL);
    assert_eq!(config.redis(), None);
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
}

#[test]
fn a_wrong_value_names_its_variable() {
    for (flag, value, variable) in [
        ("--database-url", "mysql://h/db", "DATABASE_URL"),
        ("--redis-url", "http://h", "REDIS_URL"),
        ("--listen", "8080", "UPBEAT_LISTEN"),
        ("--secret-key", "hush", "UPBEAT_SECRET_KEY"),
        ("--database-connections", "0", "UPBEAT_DATABASE_CONNECTIONS"),
        ("--deadman-url", "hc-ping.com/1", "UPBEAT_DEADMAN_URL"),
        ("--deadman-secs", "0", "UPBEAT_DEADMAN_SECS"),
        ("--operators", "ada@a.test,root", "UPBEAT_OPERATORS"),
        ("--registration", "Open", "UPBEAT_REGISTRATION"),
        ("--keep-ticks-days", "1", "UPBEAT_KEEP_TICKS_DAYS"),
        ("--keep-hours-days", "many", "UPBEAT_KEEP_HOURS_DAYS"),
        ("--keep-history-days", "0", "UPBEAT_KEEP_HISTORY_DAYS"),
        ("--egress-allow", "everything", "UPBEAT_EGRESS_ALLOW"),
        ("--trusted-proxies", "all", "UPBEAT_TRUSTED_PROXIES"),
        ("--concurrency", "0", "UPBEAT_CONCURRENCY"),
        ("--cors-origins", "*", "UPBEAT_CORS_ORIGINS"),
    ] {
        let error = parse(&["serve", flag, value]).unwrap_err();
        assert!(error.contains(variable), "{flag} {value}: {error}");
    }
}

#[test]
fn secrets_are_not_printed() {
    let cli = parse(&["serve", "--database-url", "postgres://u:hush@h/db"]).unwrap();
    assert!(!format!("{cli:?}").contains("hush"));
    let key = InstanceKeys::generate().reveal();
    let cli = parse(&["serve", "--secret-key", &key]).unwrap();
    assert!(!format!("{cli:?}").contains(&key));
}
