//! What works with accounts.

use clap::{Args, Subcommand};

use super::StoreArgs;

/// Commands of `upbeat user`.
#[derive(Subcommand, Debug)]
pub enum UserCommand {
    /// Gives an account a new password, which is printed, and ends all its sessions.
    ResetPassword(ResetPasswordArgs),
    /// Takes an account's address for verified, where the mail with the link cannot arrive.
    VerifyEmail(AccountNameArgs),
}

/// The account that is meant.
#[derive(Args, Clone, Debug)]
pub struct AccountNameArgs {
    /// Email address of the account.
    pub email: String,

    /// The database.
    #[command(flatten)]
    pub store: StoreArgs,
}

/// What is reset of an account.
#[derive(Args, Clone, Debug)]
pub struct ResetPasswordArgs {
    /// The account.
    #[command(flatten)]
    pub account: AccountNameArgs,

    /// Turn the second factor off, too, for whoever has lost authenticator app and recovery codes.
    #[arg(long)]
    pub remove_second_factor: bool,
}
