//! From a server's address to a connection that takes mails: dial, TLS, log in.

use std::io;
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::extension::ClientId;
use net::fetch::{FetchError, FetchErrorKind, Tls, connect};
use net::{Dialer, words};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::fault::{Fault, Words};
use super::smtp::{Security, Smtp};
use super::wire::Wire;

/// Most bytes of a reply in plain, before TLS.
const REPLY_BYTES: usize = 8 * 1024;

/// Opens connections with one server.
pub(super) struct Opener<'a> {
    pub(super) smtp: &'a Smtp,
    pub(super) dialer: Dialer<'a>,
    pub(super) tls: &'a Tls,
    pub(super) words: &'a Words,
    pub(super) deadline: Instant,
}

impl Opener<'_> {
    /// A connection that takes mails. `stage` says meanwhile what is waited for.
    pub(super) async fn open(
        &self,
        stage: &mut &'static str,
    ) -> Result<AsyncSmtpConnection, Fault> {
        let Smtp { host, port, .. } = self.smtp;
        let left = self.deadline.saturating_duration_since(Instant::now());
        *stage = "no connection";
        let stream = connect(self.dialer, host, *port, left).await;
        let stream = stream.map_err(unreached)?;
        let peer = stream.peer_addr().map_err(|err| broken_off(&err))?;
        let hello = ClientId::Domain(self.smtp.from.email.domain().to_owned());
        let wire: Box<dyn AsyncTokioStream> = match self.smtp.security {
            Security::None => Box::new(Wire::new(stream, peer)),
            Security::Tls => {
                let stream = self.encrypt(stream, stage).await?;
                Box::new(Wire::new(stream, peer))
            }
            Security::StartTls => {
                let stream = self.start_tls(stream, &hello, stage).await?;
                let stream = self.encrypt(stream, stage).await?;
                Box::new(Wire::greeted(stream, peer))
            }
        };
        *stage = "no greeting";
        let connection = AsyncSmtpConnection::connect_with_transport(wire, &hello).await;
        let mut connection = connection.map_err(|err| {
            let what = "mail from this server";
            Fault::of(&err, what, self.words)
        })?;
        if let Some((user, password)) = &self.smtp.login {
            *stage = "no answer to the login";
            let info = connection.server_info();
            if info.get_auth_mechanism(DEFAULT_MECHANISMS).is_none() {
                let why = match self.smtp.security {
                    Security::None => "the mail server offers no login without TLS",
                    _ => "the mail server offers no login by PLAIN or LOGIN",
                };
                return Err(Fault::broken(why.to_owned(), None));
            }
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let login = connection.auth(DEFAULT_MECHANISMS, &credentials).await;
            login.map_err(|err| Fault::of(&err, "the login", self.words))?;
        }
        Ok(connection)
    }

    async fn encrypt(
        &self,
        stream: TcpStream,
        stage: &mut &'static str,
    ) -> Result<impl AsyncRead + AsyncWrite + Send + Sync + Unpin + use<>, Fault> {
        *stage = "TLS: no end of the handshake";
        let stream = self.tls.start(&self.smtp.host, stream).await;
        stream.map_err(|err| {
            let mut reason = err.reason;
            if self.smtp.security == Security::Tls && reason.contains("not TLS") {
                reason.push_str("; does this port expect STARTTLS?");
            }
            Fault::later(reason, None)
        })
    }

    /// Speaks in plain up to where TLS begins. Of what the server says, nothing is read ahead, so
    /// nothing that somebody put in before the handshake is taken for the server's word after it.
    async fn start_tls(
        &self,
        mut stream: TcpStream,
        hello: &ClientId,
        stage: &mut &'static str,
    ) -> Result<TcpStream, Fault> {
        *stage = "no greeting (does this port expect TLS from the beginning?)";
        self.expect(&mut stream, "mail from this server").await?;
        *stage = "no answer to EHLO";
        self.say(&mut stream, &format!("EHLO {hello}\r\n")).await?;
        let offers = self.expect(&mut stream, "mail from this server").await?;
        let mut offers = offers.lines().skip(1);
        if !offers.any(|offer| offer.trim().eq_ignore_ascii_case("STARTTLS")) {
            let why = "the mail server does not offer STARTTLS".to_owned();
            return Err(Fault::broken(why, None));
        }
        *stage = "no answer to STARTTLS";
        self.say(&mut stream, "STARTTLS\r\n").await?;
        self.expect(&mut stream, "STARTTLS").await?;
        Ok(stream)
    }

    async fn say(&self, stream: &mut TcpStream, command: &str) -> Result<(), Fault> {
        let said = stream.write_all(command.as_bytes()).await;
        said.map_err(|err| broken_off(&err))
    }

    /// The text of a reply that is good, line by line.
    async fn expect(&self, stream: &mut TcpStream, what: &str) -> Result<String, Fault> {
        let (code, text) = reply(stream).await.map_err(|err| broken_off(&err))?;
        match code {
            200..=299 => Ok(text),
            _ => Err(Fault::of_reply(code, &text, what, self.words)),
        }
    }
}

/// The code and the text of a server's reply, one byte after the other.
async fn reply(stream: &mut TcpStream) -> io::Result<(u16, String)> {
    let unfit = || io::Error::other("the answer is not SMTP");
    let mut text = String::new();
    let mut line = Vec::new();
    for _ in 0..REPLY_BYTES {
        line.push(stream.read_u8().await?);
        let Some(said) = line.strip_suffix(b"\r\n") else {
            continue;
        };
        let (code, rest) = said.split_at_checked(3).ok_or_else(unfit)?;
        let code = str::from_utf8(code).ok().and_then(|code| code.parse().ok());
        let code = code.ok_or_else(unfit)?;
        let (sign, rest) = rest.split_first().unwrap_or((&b' ', rest));
        text.push_str(&String::from_utf8_lossy(rest));
        match sign {
            b' ' => return Ok((code, text)),
            b'-' => text.push('\n'),
            _ => return Err(unfit()),
        }
        line.clear();
    }
    Err(unfit())
}

/// That the server cannot be reached.
fn unreached(err: FetchError) -> Fault {
    match err.kind {
        // It does not change by itself.
        FetchErrorKind::Blocked => Fault::broken(err.reason, None),
        _ => Fault::later(err.reason, None),
    }
}

fn broken_off(err: &io::Error) -> Fault {
    let reason = match err.kind() {
        io::ErrorKind::UnexpectedEof => "the mail server closed the connection".to_owned(),
        io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            "the mail server reset the connection".to_owned()
        }
        _ => words::io_error(err),
    };
    Fault::later(reason, None)
}

/// What a login sends, besides the password itself: a server may repeat it when it complains.
pub(super) fn login_texts(smtp: &Smtp) -> Vec<String> {
    let Some((user, password)) = &smtp.login else {
        return Vec::new();
    };
    let password = password.expose();
    let mut texts = vec![
        STANDARD.encode(format!("\0{user}\0{password}")),
        STANDARD.encode(password),
        password.to_owned(),
    ];
    // Shorter ones are anywhere.
    texts.retain(|text| text.len() >= 4);
    texts
}
