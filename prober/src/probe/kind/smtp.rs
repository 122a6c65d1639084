//! `smtp://host:port` and `smtps://host:port`: the greeting of a mail server, up to
//! where a mail would begin. Source: RFC 5321, and RFC 3207 for STARTTLS.

use std::net::{IpAddr, SocketAddr};

use net::{EgressPolicy, Purpose};
use queue::{FailureClass, SmtpCheck, StartTls};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;

use super::talk;
use crate::probe::Run;
use crate::probe::fault::Fault;
use crate::probe::tls::{self, Offer};
use crate::probe::trace::{Stage, Trace};

/// The ports of URLs that name none. Source: RFC 5321, section 4.5.4.2, and RFC
/// 8314, section 7.3.
const PORT: u16 = 25;
const TLS_PORT: u16 = 465;

/// Has the form of a name and is nobody's. Source: RFC 2606, section 2. Many servers
/// refuse `localhost` and its address.
const NOBODY: &str = "upbeat.invalid";

/// Most bytes of a reply.
const REPLY_LIMIT_BYTES: usize = 8 * 1024;

/// One attempt: is greeted, says hello, and speaks TLS as the check says.
pub(super) async fn attempt(
    run: &Run<'_>,
    check: &SmtpCheck,
    trace: &mut Trace,
) -> Result<(), Fault> {
    let target = run.target;
    let host = target.host.to_string();
    let is_tls = target.url.scheme() == "smtps";
    trace.begin_hop(target.url.to_string(), host.clone());
    let port = target.port.unwrap_or(if is_tls { TLS_PORT } else { PORT });
    let stream = run
        .dialer(Purpose::Mail)
        .connect(&target.host, port, trace)
        .await?;
    let name = match &run.probes.smtp_name {
        Some(name) => name.clone(),
        None => name_of(&stream),
    };
    if is_tls {
        let stream = tls::handshake(run, &host, Offer::Nothing, stream, trace).await?;
        let mut talk = Conversation::new(stream);
        talk.be_greeted(trace).await?;
        talk.say_hello(&name, trace).await?;
        talk.end(trace).await;
        return Ok(());
    }
    let mut talk = Conversation::new(stream);
    talk.be_greeted(trace).await?;
    let welcome = talk.say_hello(&name, trace).await?;
    if !starts_tls(check.starttls, &welcome, trace) {
        talk.end(trace).await;
        return Ok(());
    }
    talk.ask("STARTTLS", 220, trace).await?;
    let stream = talk.into_stream(trace)?;
    let stream = tls::handshake(run, &host, Offer::Nothing, stream, trace).await?;
    // What was said in the clear counts for nothing (RFC 3207, section 4.2).
    trace.begin(Stage::Transfer);
    let mut talk = Conversation::new(stream);
    talk.say_hello(&name, trace).await?;
    talk.end(trace).await;
    Ok(())
}

/// Whether TLS is to be started; notes where it should be and cannot.
fn starts_tls(policy: StartTls, welcome: &Welcome, trace: &mut Trace) -> bool {
    let offered = matches!(welcome, Welcome::Extended(reply) if reply.offers("STARTTLS"));
    match policy {
        StartTls::Never => return false,
        StartTls::IfOffered => return offered,
        StartTls::Required => {}
    }
    let actual = if offered { "offered" } else { "not offered" };
    let finding = talk::finding("STARTTLS is offered".to_owned(), actual.to_owned(), offered);
    trace.note(finding, |trace| {
        let reason = match welcome {
            Welcome::Extended(_) => format!("{} does not offer STARTTLS", trace.peer),
            Welcome::Plain(refusal) => format!(
                "{} answered EHLO with {refusal}, and so does not offer STARTTLS",
                trace.peer
            ),
        };
        Fault::down(FailureClass::Assertion, "assertion.starttls", reason)
    });
    offered
}

/// What the prober calls itself where nobody has named it: nothing of its own network is
/// told, so an address only where the server sees that address anyway.
fn name_of(stream: &TcpStream) -> String {
    let address = stream.local_addr().map(|address: SocketAddr| address.ip());
    address.map_or_else(|_| NOBODY.to_owned(), name_at)
}

/// Source: RFC 5321, section 4.1.3.
fn name_at(address: IpAddr) -> String {
    let address = address.to_canonical();
    let is_public = EgressPolicy::new(vec![]).refusal(address).is_none();
    match address {
        IpAddr::V4(address) if is_public => format!("[{address}]"),
        IpAddr::V6(address) if is_public => format!("[IPv6:{address}]"),
        _ => NOBODY.to_owned(),
    }
}

/// How a server took our hello.
enum Welcome {
    /// It knows extensions, which its reply names.
    Extended(Reply),
    /// It knows none, and refused `EHLO` with this.
    Plain(String),
}

/// A server's reply: its code and its lines without it.
#[derive(Debug, PartialEq, Eq)]
struct Reply {
    code: u16,
    lines: Vec<String>,
}

impl Reply {
    /// The reply at the begin of `text` and its length; nothing while it is not
    /// whole.
    ///
    /// # Errors
    /// The line that is none of a reply.
    fn parse(text: &[u8]) -> Result<Option<(Self, usize)>, &[u8]> {
        let mut lines = Vec::new();
        let mut end = 0;
        for line in text.split_inclusive(|byte| *byte == b'\n') {
            if !line.ends_with(b"\n") {
                return Ok(None);
            }
            end += line.len();
            let line = line.trim_ascii_end();
            let (code, rest) = line.split_at_checked(3).ok_or(line)?;
            let is_code = code[0] != b'0' && code.iter().all(u8::is_ascii_digit);
            let is_last = match rest.first() {
                None | Some(b' ') => true,
                Some(b'-') => false,
                Some(_) => return Err(line),
            };
            if !is_code {
                return Err(line);
            }
            lines.push(String::from_utf8_lossy(rest.get(1..).unwrap_or_default()).into_owned());
            if is_last {
                let code = code
                    .iter()
                    .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
                return Ok(Some((Self { code, lines }, end)));
            }
        }
        Ok(None)
    }

    /// Code and text on one line, for a sentence.
    fn shown(&self) -> String {
        let text = self.lines.join(" ");
        let shown = format!("{} {}", self.code, talk::shown(text.as_bytes()));
        shown.trim_end().to_owned()
    }

    /// Whether it names the extension `keyword`, which its first line cannot.
    fn offers(&self, keyword: &str) -> bool {
        let mut words = self.lines.iter().skip(1);
        words.any(|line| {
            let word = line.split_ascii_whitespace().next();
            word.is_some_and(|word| word.eq_ignore_ascii_case(keyword))
        })
    }
}

/// A connection, and what came on it that was not looked at yet.
struct Conversation<S> {
    stream: S,
    received: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Conversation<S> {
    fn new(stream: S) -> Self {
        Self {
            stream,
            received: Vec::new(),
        }
    }

    /// Waits for the greeting: here the server speaks first.
    async fn be_greeted(&mut self, trace: &mut Trace) -> Result<(), Fault> {
        trace.begin(Stage::Ttfb);
        let reply = self.reply(trace).await?;
        expect(reply, 220, "greeted with", trace).map(drop)
    }

    /// Says who we are, and in the older way where the server refuses the newer one.
    /// Source: RFC 5321, section 3.2.
    async fn say_hello(&mut self, name: &str, trace: &mut Trace) -> Result<Welcome, Fault> {
        let reply = self.say(&format!("EHLO {name}"), trace).await?;
        if !(500..600).contains(&reply.code) {
            let reply = expect(reply, 250, "answered EHLO with", trace)?;
            return Ok(Welcome::Extended(reply));
        }
        let refusal = reply.shown();
        // One that hangs up has said why already.
        let Ok(older) = self.say(&format!("HELO {name}"), trace).await else {
            let refused = expect(reply, 250, "answered EHLO with", trace)?;
            return Ok(Welcome::Extended(refused));
        };
        if older.code == 250 {
            return Ok(Welcome::Plain(refusal));
        }
        talk::keep(older.lines.join(" ").as_bytes(), trace);
        let reason = format!(
            "{} answered EHLO with {refusal} and HELO with {}: it may want another name than {name}, by which this prober calls itself",
            trace.peer,
            older.shown()
        );
        Err(broken("protocol.smtp_reply", reason))
    }

    /// Sends `command`, whose reply must have `code`.
    async fn ask(&mut self, command: &str, code: u16, trace: &mut Trace) -> Result<Reply, Fault> {
        let reply = self.say(command, trace).await?;
        expect(reply, code, &format!("answered {command} with"), trace)
    }

    /// Sends `command`, and waits for its reply.
    async fn say(&mut self, command: &str, trace: &mut Trace) -> Result<Reply, Fault> {
        let sent = async {
            let line = format!("{command}\r\n");
            self.stream.write_all(line.as_bytes()).await?;
            self.stream.flush().await
        };
        sent.await.map_err(|err| talk::lost(&err, trace))?;
        self.reply(trace).await
    }

    async fn reply(&mut self, trace: &mut Trace) -> Result<Reply, Fault> {
        loop {
            match Reply::parse(&self.received) {
                Ok(Some((reply, len))) => {
                    self.received.drain(..len);
                    return Ok(reply);
                }
                Ok(None) => {}
                Err(line) => return Err(not_smtp(line, trace)),
            }
            if self.received.len() >= REPLY_LIMIT_BYTES {
                let reason = format!("a reply of {} is too long", trace.peer);
                return Err(broken("protocol.reply_too_large", reason));
            }
            let limit = REPLY_LIMIT_BYTES;
            if !talk::read(&mut self.stream, &mut self.received, limit, trace).await? {
                return Err(ended(&self.received, trace));
            }
        }
    }

    /// The connection, on which nothing may have come that was not looked at: what
    /// somebody slipped in before TLS must not be taken for what came after.
    fn into_stream(self, trace: &mut Trace) -> Result<S, Fault> {
        if self.received.is_empty() {
            return Ok(self.stream);
        }
        talk::keep(&self.received, trace);
        let reason = format!(
            "{} sent more than its reply to STARTTLS before TLS began",
            trace.peer
        );
        Err(broken("protocol.smtp_injection", reason))
    }

    /// Takes leave.
    async fn end(mut self, trace: &mut Trace) {
        let goodbye = async {
            self.stream.write_all(b"QUIT\r\n").await?;
            self.stream.flush().await?;
            let mut last = [0; 64];
            tokio::io::AsyncReadExt::read(&mut self.stream, &mut last).await?;
            self.stream.shutdown().await
        };
        talk::farewell(trace, goodbye).await;
    }
}

/// `reply`, if it has `code`.
fn expect(reply: Reply, code: u16, how: &str, trace: &mut Trace) -> Result<Reply, Fault> {
    if reply.code == code {
        return Ok(reply);
    }
    talk::keep(reply.lines.join(" ").as_bytes(), trace);
    let meaning = match reply.code {
        421 => ": it is not available now",
        554 if code == 220 => ": it takes no mail from this prober",
        _ => "",
    };
    let reason = format!("{} {how} {}{meaning}", trace.peer, reply.shown());
    Err(broken("protocol.smtp_reply", reason))
}

fn not_smtp(line: &[u8], trace: &Trace) -> Fault {
    let line = talk::quoted(line);
    let reason = format!("{} answered something that is not SMTP: {line}", trace.peer);
    broken("protocol.not_smtp", reason)
}

fn ended(received: &[u8], trace: &Trace) -> Fault {
    let peer = &trace.peer;
    if received.is_empty() {
        let reason = format!("{peer} closed the connection without an answer");
        return broken("protocol.closed", reason);
    }
    let reason = format!("{peer} closed the connection in the middle of its answer");
    broken("protocol.incomplete", reason)
}

fn broken(detail: &str, reason: String) -> Fault {
    Fault::down(FailureClass::Protocol, detail, reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_of_a_network_within_is_told() {
        for (address, name) in [
            ("8.8.8.8", "[8.8.8.8]"),
            ("::ffff:8.8.8.8", "[8.8.8.8]"),
            ("2001:4860:4860::8888", "[IPv6:2001:4860:4860::8888]"),
            ("127.0.0.1", NOBODY),
            ("10.1.2.3", NOBODY),
            ("172.17.0.2", NOBODY),
            ("192.168.1.2", NOBODY),
            ("100.64.0.1", NOBODY),
            ("169.254.1.1", NOBODY),
            ("::1", NOBODY),
            ("fd00::1", NOBODY),
            ("fe80::1", NOBODY),
        ] {
            assert_eq!(name_at(address.parse().unwrap()), name, "{address}");
        }
    }

    #[test]
    fn replies_are_whole_or_none() {
        let text = b"250-mail.test greets you\r\n250-starttls\r\n250 SIZE 100\r\nmore";
        let (reply, len) = Reply::parse(text).unwrap().unwrap();
        assert_eq!((reply.code, len), (250, text.len() - 4));
        assert_eq!(
            reply.lines,
            ["mail.test greets you", "starttls", "SIZE 100"]
        );
        assert!(reply.offers("STARTTLS") && reply.offers("SIZE"));
        assert!(!reply.offers("100") && !reply.offers("mail.test"));
        for part in 0..len {
            assert_eq!(Reply::parse(&text[..part]), Ok(None), "{part}");
        }
    }

    #[test]
    fn bare_codes_and_bare_newlines_are_replies() {
        for (text, code, len) in [(&b"220\r\n"[..], 220, 5), (b"221 bye\n", 221, 8)] {
            let (reply, end) = Reply::parse(text).unwrap().unwrap();
            assert_eq!((reply.code, end), (code, len));
        }
    }

    #[test]
    fn what_is_no_reply_is_told() {
        for text in [
            "HTTP/1.1 400\r\n",
            "\r\n",
            "22\n",
            "2x0 a\n",
            "220_a\n",
            "020 a\n",
        ] {
            assert!(Reply::parse(text.as_bytes()).is_err(), "{text:?}");
        }
    }
}
