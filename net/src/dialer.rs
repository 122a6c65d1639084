//! The rules by which hosts are reached.

use crate::{EgressPolicy, Family, Purpose, Resolver};

/// How hosts are reached. Everything that connects goes through here, so that the policy is
/// asked about each address, and that very address is then connected to.
#[derive(Clone, Copy, Debug)]
pub struct Dialer<'a> {
    /// Which addresses may be reached.
    pub egress: &'a EgressPolicy,
    /// Who is asked for names.
    pub resolver: &'a Resolver,
    /// Which families of addresses are used.
    pub family: Family,
    /// What the connection is for.
    pub purpose: Purpose,
}
