//! What works with accounts.

use clap::{Args, Subcommand};

use super::StoreArgs;

/// Commands of `upbeat user`.
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Gives an account a new password, which is printed, and ends all its sessions.
    ResetPassword(ResetPasswordArgs),
}

/// The account whose password is reset.
#[derive(Args, Clone, Debug)]
pub struct ResetPasswordArgs {
    /// Email address of the account.
    pub email: String,

    /// Turn the second factor off, too, for whoever has lost authenticator app and recovery codes.
    #[arg(long)]
    pub remove_second_factor: bool,

    /// The database.
    #[command(flatten)]
    pub store: StoreArgs,
}
