//! Who has an account, and who operates the installation.

use api::service::registration::Mode;
use clap::Args;

use super::rule;

/// Who has an account, and who operates this installation.
#[derive(Args, Clone, Debug)]
pub struct AccountArgs {
    /// Who may sign up by password: open (everybody), invited (whoever has an invitation to an
    /// organization) or closed (nobody). The first account may always be created. Whom a provider
    /// of single sign-on lets in is decided there.
    #[arg(
        long,
        env = "UPBEAT_REGISTRATION",
        value_name = "MODE",
        default_value = "open",
        value_parser = registration
    )]
    pub registration: Mode,

    /// The email addresses of the accounts that may see probers and queues and set quotas,
    /// separated by commas. Where mail is sent, an address counts once it is verified; elsewhere
    /// sign up with them first. By default, the account that signed up first.
    #[arg(
        long,
        env = "UPBEAT_OPERATORS",
        value_name = "EMAILS",
        default_value = "",
        hide_default_value = true,
        value_parser = operators
    )]
    pub operators: Emails,
}

/// Email addresses, in the form accounts store them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emails(pub Vec<String>);

fn registration(text: &str) -> Result<Mode, String> {
    match text {
        "" | "open" => Ok(Mode::Open),
        "invited" => Ok(Mode::Invited),
        "closed" => Ok(Mode::Closed),
        _ => Err(rule(
            "UPBEAT_REGISTRATION",
            "must be open, invited or closed",
        )),
    }
}

fn operators(text: &str) -> Result<Emails, String> {
    let emails: Vec<String> = text
        .split(',')
        .map(|email| email.trim().to_lowercase())
        .filter(|email| !email.is_empty())
        .collect();
    if emails.iter().any(|email| !email.contains('@')) {
        return Err(rule(
            "UPBEAT_OPERATORS",
            "must be email addresses, separated by commas",
        ));
    }
    Ok(Emails(emails))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_are_named_as_accounts_are() {
        for (text, expected) in [
            ("", vec![]),
            (" , ", vec![]),
            ("Ada@A.test, bob@b.test,", vec!["ada@a.test", "bob@b.test"]),
        ] {
            assert_eq!(operators(text).unwrap().0, expected, "{text:?}");
        }
    }

    #[test]
    fn registration_is_open_unless_the_operator_says_otherwise() {
        for (text, expected) in [
            ("", Mode::Open),
            ("open", Mode::Open),
            ("invited", Mode::Invited),
            ("closed", Mode::Closed),
        ] {
            assert_eq!(registration(text), Ok(expected), "{text:?}");
        }
    }
}
