//! The binary `upbeat`.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use api::graphql;
use clap::Parser;
use mimalloc::MiMalloc;
use runtime::{log, signals, variables};
use server::config::{ChannelCommand, Cli, Command, MigrateArgs, UserCommand};
use server::{channel, check, healthcheck, keys, serve, store, user};
use tracing::info;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// How long threads may outlive the server: one may be waiting for a name that does not
/// resolve.
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
    // This is the first call of the process, so no other provider can be installed.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let code = runtime.block_on(async {
        let _traces = log::init(&cli.log, "upbeat")?;
        variables::warn_of_unknown();
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
            let shutdown = signals::stop()?;
            let redis = config.redis().is_some();
            let scheme = if config.tls.is_set() { "https" } else { "http" };
            let started = |address| welcome(scheme, address, redis);
            serve::run(*config, shutdown, started).await?;
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
                Some(name) => info!("The database's schema is at {name}"),
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
            let users = queue::redis::users::fresh(&args.regions);
            print!("{}", users.lines);
            eprint!("{}", users.passwords);
            Ok(ExitCode::SUCCESS)
        }
        Command::Channel(ChannelCommand::Test(args)) => {
            print!("{}", channel::test(&args).await?);
            Ok(ExitCode::SUCCESS)
        }
        Command::User(UserCommand::ResetPassword(args)) => {
            let reset = user::reset_password(&args).await?;
            println!("{}", reset.password);
            info!(
                "This is the new password of {}; all sessions have ended",
                args.account.email
            );
            for left in reset.left {
                info!("{left}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::User(UserCommand::VerifyEmail(args)) => {
            user::verify_email(&args).await?;
            info!("The address {} is verified", args.email);
            Ok(ExitCode::SUCCESS)
        }
        Command::Healthcheck(args) => {
            // Docker reserves exit codes other than 0 and 1.
            Ok(
                match healthcheck::run(args.http.listen, args.tls.is_set()).await {
                    Ok(()) => ExitCode::SUCCESS,
                    Err(error) => {
                        eprintln!("upbeat: {error:#}");
                        ExitCode::FAILURE
                    }
                },
            )
        }
    }
}

/// Prints the next steps for a person at a terminal.
#[expect(clippy::print_stdout, reason = "for the person who started it")]
fn welcome(scheme: &str, address: SocketAddr, redis: bool) {
    println!("Upbeat listens on {scheme}://{address}");
    println!("  Dashboard:  {scheme}://{address}/");
    println!("  GraphiQL:   {scheme}://{address}/graphiql");
    if redis {
        println!(
            "  Probers:    upbeat-prober --region NAME --name NAME-1, with the same REDIS_URL"
        );
    }
}
