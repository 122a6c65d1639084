//! Parses the answer of a name server.
//!
//! A malformed record is skipped and counted; the other records are still used.

use hickory_proto::op::{Header, HeaderCounts, MessageType, Query, ResponseCode};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, Restrict};

/// The EDNS option with the reason for an error. Source: RFC 8914.
const EXTENDED_ERROR: u16 = 15;

/// The class "Internet".
const IN: u16 = 1;

/// Longest chain of aliases within an answer; name servers have the same limit.
const ALIASES_LIMIT: usize = 16;

/// An answer of a name server.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// The response code.
    pub code: ResponseCode,
    /// Whether the answer is truncated.
    pub(crate) truncated: bool,
    /// The records of the requested name and of the names that it is an alias of; no other
    /// records.
    pub records: Vec<Record>,
    /// The last name of the chain of aliases, if the requested name is an alias.
    pub(crate) alias_of: Option<Name>,
    /// Number of records that cannot be read.
    pub unreadable: usize,
    /// Whether the server says that no more records exist (RFC 2308).
    pub(crate) denies: bool,
    /// The server's reason, if it gives one: a number of IANA's "Extended DNS Error Codes".
    pub(crate) why: Option<u16>,
    /// The code of the answer to the question with EDNS, if it differs and the server had to be
    /// asked again without EDNS.
    pub without_edns: Option<ResponseCode>,
    has_edns: bool,
}

impl Reply {
    /// An answer with `code` and no records.
    pub fn of(code: ResponseCode) -> Self {
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

    /// The name that the requested name is an alias of, without the final dot.
    pub fn alias(&self) -> Option<String> {
        let alias = self.alias_of.as_ref()?.to_ascii();
        Some(alias.trim_end_matches('.').to_owned())
    }

    /// This answer, after the question with EDNS was answered with `code`.
    pub(super) fn after(self, code: Option<ResponseCode>) -> Self {
        let without_edns = code.filter(|code| *code != self.code);
        Self {
            without_edns,
            ..self
        }
    }

    /// Whether a server that does not know EDNS would answer a question with EDNS like this.
    /// Source: RFC 6891, section 7.
    pub(super) fn may_lack_edns(&self) -> bool {
        use ResponseCode::{BADVERS, FormErr, NXDomain, NoError, NotImp};
        match self.code {
            NoError | NXDomain => false,
            FormErr | NotImp | BADVERS => true,
            _ => !self.has_edns,
        }
    }
}

/// A packet, seen as the answer to a question.
pub(super) enum Parsed {
    /// It does not answer the question.
    Nothing,
    Reply(Reply),
    /// It answers the question and cannot be read; the words follow "its answer".
    Unreadable(&'static str),
}

/// Parses `bytes` as the answer to `query` with `id`.
pub(super) fn read(bytes: &[u8], id: u16, query: &Query) -> Parsed {
    let is_response = bytes.get(2).is_none_or(|flags| flags & 0x80 != 0);
    if !bytes.starts_with(&id.to_be_bytes()) || !is_response {
        return Parsed::Nothing;
    }
    let mut decoder = BinDecoder::new(bytes);
    let Ok(header) = Header::read(&mut decoder) else {
        return Parsed::Unreadable("has no header that can be read");
    };
    if header.metadata.message_type != MessageType::Response {
        return Parsed::Nothing;
    }
    let code = header.metadata.response_code;
    match questions(&mut decoder, header.counts.queries) {
        // A server that could not read a question does not repeat it.
        Some(queries) if queries.is_empty() && code != ResponseCode::NoError => {}
        Some(queries) if queries.as_slice() == [query.clone()] => {}
        Some(_) => return Parsed::Nothing,
        None => return Parsed::Unreadable("repeats a question that cannot be read"),
    }
    let mut reply = Reply {
        truncated: header.metadata.truncation,
        ..Reply::of(code)
    };
    if !reply.take_answers(&mut decoder, header.counts) && !reply.truncated {
        return Parsed::Unreadable("breaks off within a record");
    }
    reply.follow(query.name());
    Parsed::Reply(reply)
}

fn questions(decoder: &mut BinDecoder<'_>, count: u16) -> Option<Vec<Query>> {
    let queries = (0..count).map(|_| Query::read(decoder));
    queries.collect::<Result<_, _>>().ok()
}

impl Reply {
    /// Reads the records; false if the answer section breaks off.
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
        // The other sections are used as far as they can be read.
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

    /// Follows the aliases of `name`, in whatever order they arrived, and drops records of other
    /// names.
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

    /// The name that `name` is an alias of.
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

/// A record whose data is not parsed yet.
struct Raw<'a> {
    owner: Name,
    kind: RecordType,
    class: u16,
    ttl: u32,
    data: &'a [u8],
    /// A decoder at the start of the data; names inside it may point elsewhere in the packet.
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
