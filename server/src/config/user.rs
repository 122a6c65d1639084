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

    /// The database.
    #[command(flatten)]
    pub store: StoreArgs,
}
