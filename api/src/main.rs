//! The binary `upbeat`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use api::config::{Cli, Command, ListenArgs, MigrateArgs};
use api::{check, graphql, healthcheck, keys, redis_acl, serve, store};
use clap::Parser;
use prober::config::known;
use tracing::info;

/// How long threads may go on after the end: one may ask for a name that nobody
/// resolves.
const LAST_THREADS: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let cli = Cli::parse();
    match start(cli) {
        Ok(code) => code,
        #[expect(clippy::print_stderr, reason = "the last word of a process that stops")]
        Err(error) => {
            eprintln!("upbeat: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn start(cli: Cli) -> anyhow::Result<ExitCode> {
    // The first call of the process; a second provider cannot be there yet.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let code = runtime.block_on(async {
        let _traces = prober::log::init(&cli.log, "upbeat")?;
        known::warn_of_unknown();
        dispatch(cli.command).await
    });
    runtime.shutdown_timeout(LAST_THREADS);
    code
}

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what these commands are for"
)]
async fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(config) => {
            let shutdown = prober::signals::stop()?;
            let redis = config.redis().is_some();
            serve::run(*config, shutdown, |address| welcome(address, redis)).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check(args) => {
            let shown = check::run(&args).await?;
            print!("{}", shown.text);
            Ok(ExitCode::from(shown.exit_code))
        }
        Command::Schema => {
            print!("{}", graphql::sdl());
            Ok(ExitCode::SUCCESS)
        }
        Command::Migrate(MigrateArgs { migration, store }) => {
            let url = store.database_url.expose();
            store::migrate_to(url, migration.as_deref(), store::MIGRATION_WAIT).await?;
            match migration {
                Some(name) => info!("The database's schema is that of {name}"),
                None => info!("The database's schema is up to date"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::RegionKey(args) => {
            let url = args.store.database_url.expose();
            let keys = keys::known(&args.keys.secret_key, url)?;
            println!("{}", keys.region(&args.region).reveal());
            Ok(ExitCode::SUCCESS)
        }
        Command::RedisAcl(args) => {
            let acl = redis_acl::run(&args.regions);
            print!("{}", acl.lines);
            eprint!("{}", acl.passwords);
            Ok(ExitCode::SUCCESS)
        }
        Command::Healthcheck(ListenArgs { listen }) => {
            // Other codes than 0 and 1 mean something else to Docker.
            Ok(match healthcheck::run(listen).await {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => {
                    eprintln!("upbeat: {error:#}");
                    ExitCode::FAILURE
                }
            })
        }
    }
}

/// Where to go next, for a person at a terminal.
#[expect(clippy::print_stdout, reason = "for the person who started it")]
fn welcome(address: SocketAddr, redis: bool) {
    println!("Upbeat listens on http://{address}");
    println!("  GraphiQL:   http://{address}/graphiql");
    println!(
        "  First step: mutation {{ signUp(input: {{ email: \"you@example.org\", password: \"…\" }}) {{ token }} }}"
    );
    if redis {
        println!(
            "  Probers:    upbeat-prober --region NAME --name NAME-1, with the same REDIS_URL"
        );
    }
}
