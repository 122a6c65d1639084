//! What alerts need: where people reach this installation, and through whom mail goes.

use clap::Args;
use notify::channel::email::Smtp;
use prober::config::ProbeArgs;
use url::Url;

use super::{KeyArgs, StoreArgs, rule};

/// What alerts need.
#[derive(Args, Clone, Debug)]
pub struct AlertArgs {
    /// Where people reach this installation, such as `https://upbeat.example.org`; links in
    /// alerts lead there. Without it, alerts have no links.
    #[arg(
        long,
        env = "UPBEAT_PUBLIC_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        value_parser = public_url
    )]
    pub public_url: PublicUrl,

    /// The mail server through which alerts go by email, such as
    /// `smtps://USER:PASSWORD@smtp.example.org?from=upbeat@example.org`. `smtp://` uses STARTTLS;
    /// with `?starttls=never` it is not encrypted. Channels may bring their own server.
    #[arg(
        long,
        env = "UPBEAT_SMTP_URL",
        value_name = "URL",
        default_value = "",
        hide_default_value = true,
        hide_env_values = true,
        value_parser = smtp_url
    )]
    pub smtp_url: SmtpUrl,
}

/// The channel that is tested.
#[derive(Args, Clone, Debug)]
pub struct ChannelTestArgs {
    /// Id or name of the channel.
    pub channel: String,

    /// The database.
    #[command(flatten)]
    pub store: StoreArgs,

    /// What opens the channel's secrets.
    #[command(flatten)]
    pub keys: KeyArgs,

    /// What alerts need.
    #[command(flatten)]
    pub alerts: AlertArgs,

    /// By what means addresses are reached.
    #[command(flatten)]
    pub probe: ProbeArgs,
}

/// Where people reach this installation, if that is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicUrl(pub Option<Url>);

fn public_url(text: &str) -> Result<PublicUrl, String> {
    if text.is_empty() {
        return Ok(PublicUrl(None));
    }
    // Paths are added to it, so it ends with a slash.
    let text = if text.ends_with('/') {
        text.to_owned()
    } else {
        format!("{text}/")
    };
    let is_web = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    let url = Url::parse(&text).ok().filter(is_web);
    let url = url.filter(|url| url.query().is_none() && url.fragment().is_none());
    match url {
        Some(url) => Ok(PublicUrl(Some(url))),
        None => Err(rule(
            "UPBEAT_PUBLIC_URL",
            "must begin with http:// or https://, name a host, and have no query",
        )),
    }
}

/// The mail server through which alerts go, if there is one.
#[derive(Clone, Debug, Default)]
pub struct SmtpUrl(pub Option<Smtp>);

fn smtp_url(text: &str) -> Result<SmtpUrl, String> {
    if text.is_empty() {
        return Ok(SmtpUrl(None));
    }
    let smtp: Result<Smtp, notify::Error> = text.parse();
    match smtp {
        Ok(smtp) => Ok(SmtpUrl(Some(smtp))),
        Err(err) => Err(rule("UPBEAT_SMTP_URL", &err.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_web_address_to_which_paths_are_added() {
        let url = |text| public_url(text).unwrap().0.map(String::from);
        assert_eq!(url(""), None);
        for (text, expected) in [
            ("https://a.test", "https://a.test/"),
            ("http://a.test:8080/upbeat", "http://a.test:8080/upbeat/"),
            ("https://a.test/upbeat/", "https://a.test/upbeat/"),
        ] {
            assert_eq!(url(text).as_deref(), Some(expected));
        }
        for bad in ["a.test", "ftp://a.test", "https://a.test/?q", "https://"] {
            assert!(
                public_url(bad)
                    .unwrap_err()
                    .starts_with("UPBEAT_PUBLIC_URL")
            );
        }
    }

    #[test]
    fn a_mail_server_is_a_url_and_its_password_is_not_told() {
        assert!(smtp_url("").unwrap().0.is_none());
        let url = "smtps://ada:hunter22@smtp.a.test?from=upbeat@a.test";
        assert!(smtp_url(url).unwrap().0.is_some());
        for bad in ["smtp.a.test", "http://a.test", "smtps://ada:hunter22@"] {
            let refused = smtp_url(bad).unwrap_err();
            assert!(refused.starts_with("UPBEAT_SMTP_URL"), "{refused}");
            assert!(!refused.contains("hunter22"), "{refused}");
        }
    }
}
