//! An answer as it came: what of it can be read, and how much cannot.
//!
//! A record that is malformed costs itself and not the whole answer.

use hickory_proto::op::{Header, HeaderCounts, MessageType, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, Restrict};

/// The option of EDNS in which a server says why. Source: RFC 8914.
const EXTENDED_ERROR: u16 = 15;

/// The class of the Internet.
const IN: u16 = 1;

/// Most names that one may be an alias of within an answer, as of name servers.
const ALIASES_LIMIT: usize = 16;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) code: ResponseCode,
    /// Whether it did not fit.
    pub(crate) truncated: bool,
    /// The records of the answer, of the name that was asked for and of what it is an
    /// alias of, not what else was sent along.
    pub(crate) records: Vec<Record>,
    /// The name at the end of the aliases, where the one that was asked for is one.
    pub(crate) alias_of: Option<Name>,
    /// How many records of the answer cannot be read.
    pub(crate) unreadable: usize,
    /// Whether it is said that there is nothing more (RFC 2308).
    pub(crate) denies: bool,
    /// Why, where the server says so: a number of IANA's "Extended DNS Error Codes".
    pub(crate) why: Option<u16>,
    /// What else the server said to the question with EDNS, where it had to be asked
    /// without.
    pub(crate) without_edns: Option<ResponseCode>,
    has_edns: bool,
}

impl Reply {
    /// `code` and nothing else.
    pub(crate) fn of(code: ResponseCode) -> Self {
        Self {
            code,
            truncated: false,
            records: Vec::new(),
            alias_of: None,
            unreadable: 0,
            denies: false,
            why: None,
            without_edns: None,
            has_edns: false,
        }
    }

    /// What the name is an alias of, for sentences.
    pub(crate) fn alias(&self) -> Option<String> {
        let alias = self.alias_of.as_ref()?.to_ascii();
        Some(alias.trim_end_matches('.').to_owned())
    }

    /// The same, where the question with EDNS was answered with `code`.
    pub(super) fn after(self, code: Option<ResponseCode>) -> Self {
        let without_edns = code.filter(|code| *code != self.code);
        Self {
            without_edns,
            ..self
        }
    }

    /// Whether a server that does not know EDNS would say this to a question with
    /// it. Source: RFC 6891, section 7.
    pub(super) fn may_lack_edns(&self) -> bool {
        use ResponseCode::{BADVERS, FormErr, NXDomain, NoError, NotImp};
        match self.code {
            NoError | NXDomain => false,
            FormErr | NotImp | BADVERS => true,
            _ => !self.has_edns,
        }
    }
}

/// What was heard from a server.
pub(super) enum Heard {
    /// No answer to the question.
    Nothing,
    Reply(Reply),
    /// An answer to the question that cannot be read; words that follow "its answer".
    Unreadable(&'static str),
}

/// The answer that `bytes` are to `query`, which was asked under `id`.
pub(super) fn read(bytes: &[u8], id: u16, query: &Query) -> Heard {
    let is_response = bytes.get(2).is_none_or(|flags| flags & 0x80 != 0);
    if !bytes.starts_with(&id.to_be_bytes()) || !is_response {
        return Heard::Nothing;
    }
    let mut decoder = BinDecoder::new(bytes);
    let Ok(header) = Header::read(&mut decoder) else {
        return Heard::Unreadable("has no header that can be read");
    };
    if header.metadata.message_type != MessageType::Response {
        return Heard::Nothing;
    }
    let code = header.metadata.response_code;
    match questions(&mut decoder, header.counts.queries) {
        // A server that could not read a question does not repeat it.
        Some(queries) if queries.is_empty() && code != ResponseCode::NoError => {}
        Some(queries) if queries.as_slice() == [query.clone()] => {}
        Some(_) => return Heard::Nothing,
        None => return Heard::Unreadable("repeats a question that cannot be read"),
    }
    let mut reply = Reply {
        truncated: header.metadata.truncation,
        ..Reply::of(code)
    };
    if !reply.take_answers(&mut decoder, header.counts) && !reply.truncated {
        return Heard::Unreadable("breaks off within a record");
    }
    reply.follow(query.name());
    Heard::Reply(reply)
}

fn questions(decoder: &mut BinDecoder<'_>, count: u16) -> Option<Vec<Query>> {
    let queries = (0..count).map(|_| Query::read(decoder));
    queries.collect::<Result<_, _>>().ok()
}

impl Reply {
    /// Reads the records; false where those of the answer have no end.
    fn take_answers(&mut self, decoder: &mut BinDecoder<'_>, counts: HeaderCounts) -> bool {
        for _ in 0..counts.answers {
            let Some(raw) = Raw::read(decoder) else {
                return false;
            };
            if raw.class != IN {
                continue;
            }
            match raw.parsed() {
                Some(record) => self.records.push(record),
                None => self.unreadable += 1,
            }
        }
        // What else was sent is of use only as far as it goes.
        let beside = u32::from(counts.authorities) + u32::from(counts.additionals);
        for _ in 0..beside {
            let Some(raw) = Raw::read(decoder) else {
                break;
            };
            match raw.kind {
                RecordType::OPT => self.take_edns(&raw),
                RecordType::SOA => self.denies = true,
                _ => {}
            }
        }
        true
    }

    /// Follows the aliases of `name`, in whatever order they came, and lets go of what
    /// is said of other names: it answers nothing.
    fn follow(&mut self, name: &Name) {
        let mut chain = vec![name.clone()];
        while let Some(next) = self.next_alias(self.alias_of.as_ref().unwrap_or(name)) {
            let next = next.clone();
            self.alias_of = Some(next.clone());
            if chain.len() > ALIASES_LIMIT || chain.contains(&next) {
                break;
            }
            chain.push(next);
        }
        self.records.retain(|record| chain.contains(&record.name));
    }

    /// What `name` is said to be an alias of.
    fn next_alias(&self, name: &Name) -> Option<&Name> {
        let mut records = self.records.iter().filter(|record| record.name == *name);
        records.find_map(|record| match &record.data {
            RData::CNAME(alias) => Some(&alias.0),
            _ => None,
        })
    }

    /// Layout: RFC 6891, section 6.1.3.
    fn take_edns(&mut self, raw: &Raw<'_>) {
        self.has_edns = true;
        let [high, ..] = raw.ttl.to_be_bytes();
        let low = u16::from(self.code) & 0xf;
        self.code = match (u16::from(high) << 4 | low).into() {
            // Both have the number 16, and nothing here is signed (TSIG).
            ResponseCode::BADSIG => ResponseCode::BADVERS,
            code => code,
        };
        let mut rest = raw.data;
        while let [c1, c2, l1, l2, after @ ..] = rest {
            let len = usize::from(u16::from_be_bytes([*l1, *l2]));
            let Some((value, after)) = after.split_at_checked(len) else {
                return;
            };
            if let ([w1, w2, ..], EXTENDED_ERROR) = (value, u16::from_be_bytes([*c1, *c2])) {
                self.why = Some(u16::from_be_bytes([*w1, *w2]));
            }
            rest = after;
        }
    }
}

/// A record whose data nobody has looked at.
struct Raw<'a> {
    owner: Name,
    kind: RecordType,
    class: u16,
    ttl: u32,
    data: &'a [u8],
    /// Where the data begins, for the names within that point elsewhere.
    at: BinDecoder<'a>,
}

impl<'a> Raw<'a> {
    fn read(decoder: &mut BinDecoder<'a>) -> Option<Self> {
        let owner = Name::read(decoder).ok()?;
        let kind = RecordType::read(decoder).ok()?;
        let class = decoder.read_u16().ok()?.unverified();
        let ttl = decoder.read_u32().ok()?.unverified();
        let len = decoder.read_u16().ok()?.unverified();
        let at = decoder.clone(u16::try_from(decoder.index()).ok()?);
        let data = decoder.read_slice(len.into()).ok()?.unverified();
        Some(Self {
            owner,
            kind,
            class,
            ttl,
            data,
            at,
        })
    }

    fn parsed(mut self) -> Option<Record> {
        let len = u16::try_from(self.data.len()).ok().filter(|len| *len > 0)?;
        let data = RData::read(&mut self.at, self.kind, Restrict::new(len)).ok()?;
        Some(Record::from_rdata(self.owner, self.ttl, data))
    }
}
