//! The HTTP server: its address, its certificate, and what browsers may do.

use std::net::SocketAddr;
use std::path::PathBuf;

use api::web::AllowedOrigins;
use clap::Args;

use super::rule;
use crate::tls::Files;

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

/// The certificate of the HTTP server.
#[derive(Args, Clone, Debug)]
pub struct TlsArgs {
    /// A PEM file with the certificate of the HTTP server and those that complete its chain.
    /// Everything is then encrypted, and HTTP/2 spoken too. It is read again when it changes, or
    /// on SIGHUP. Without it, put a proxy that terminates TLS in front.
    #[arg(
        long,
        env = "UPBEAT_TLS_CERT",
        value_name = "FILE",
        default_value = "",
        hide_default_value = true
    )]
    pub tls_cert: String,

    /// A PEM file with the certificate's key.
    #[arg(
        long,
        env = "UPBEAT_TLS_KEY",
        value_name = "FILE",
        default_value = "",
        hide_default_value = true
    )]
    pub tls_key: String,
}

impl TlsArgs {
    /// Whether the HTTP server speaks TLS.
    pub fn is_set(&self) -> bool {
        !self.tls_cert.is_empty()
    }

    /// The files, if there are any.
    ///
    /// # Errors
    /// [`HalfTls`] if only one of them is named.
    pub fn files(&self) -> Result<Option<Files>, HalfTls> {
        if self.tls_cert.is_empty() != self.tls_key.is_empty() {
            return Err(HalfTls);
        }
        Ok(self.is_set().then(|| Files {
            certificate: PathBuf::from(&self.tls_cert),
            key: PathBuf::from(&self.tls_key),
        }))
    }
}

/// Only one of the two files of TLS is named.
#[derive(Debug, thiserror::Error)]
#[error("UPBEAT_TLS_CERT and UPBEAT_TLS_KEY: set both or none")]
pub struct HalfTls;

/// Where a running server is asked.
#[derive(Args, Clone, Debug)]
pub struct HealthcheckArgs {
    /// Its address.
    #[command(flatten)]
    pub http: ListenArgs,

    /// Whether it speaks TLS.
    #[command(flatten)]
    pub tls: TlsArgs,
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
