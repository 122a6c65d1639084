//! The HTTP server: its address, and what browsers may do.

use std::net::SocketAddr;

use api::web::AllowedOrigins;
use clap::Args;

use super::rule;

/// Address to listen on, or to connect to.
#[derive(Args, Clone, Copy, Debug)]
pub struct ListenArgs {
    /// The address of the HTTP server.
    #[arg(
        long,
        env = "UPBEAT_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        value_parser = listen
    )]
    pub listen: SocketAddr,
}

/// What browsers may do.
#[derive(Args, Clone, Debug)]
pub struct WebArgs {
    /// Origins of other hosts whose pages may use the API, separated by commas, such as
    /// `https://app.example.org`. People who open such a page are signed in on it if they are
    /// signed in here.
    #[arg(
        long,
        env = "UPBEAT_CORS_ORIGINS",
        value_name = "ORIGINS",
        default_value = "",
        hide_default_value = true,
        value_parser = cors_origins
    )]
    pub cors_origins: AllowedOrigins,
}

fn cors_origins(text: &str) -> Result<AllowedOrigins, String> {
    text.parse()
        .map_err(|err: api::web::InvalidOrigins| rule("UPBEAT_CORS_ORIGINS", &err.to_string()))
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| {
        rule(
            "UPBEAT_LISTEN",
            "must be an address and a port, like 127.0.0.1:8080",
        )
    })
}
