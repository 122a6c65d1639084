//! Echo requests and their answers as bytes. Source: RFC 792 and RFC 4443.

use std::net::IpAddr;

/// Bytes of a request after its header: what no other process guesses.
pub(super) const TOKEN_BYTES: usize = 16;

/// Bytes of a request's header.
const HEADER_BYTES: usize = 8;

/// What makes an answer ours.
pub(super) type Token = [u8; TOKEN_BYTES];

/// The request with the number `sequence`.
pub(super) fn request(to: IpAddr, identifier: [u8; 2], sequence: u16, token: Token) -> Vec<u8> {
    let kind = if to.is_ipv4() { 8 } else { 128 };
    let mut packet = vec![kind, 0, 0, 0];
    packet.extend(identifier);
    packet.extend(sequence.to_be_bytes());
    packet.extend(token);
    // The system computes that of IPv6, which covers the addresses.
    if to.is_ipv4() {
        let sum = checksum(&packet).to_be_bytes();
        packet[2..4].copy_from_slice(&sum);
    }
    packet
}

/// The Internet checksum (RFC 1071) of an even number of bytes.
fn checksum(packet: &[u8]) -> u16 {
    let words = packet.chunks_exact(2);
    let sum = words.fold(0_u16, |sum, word| {
        let (sum, carry) = sum.overflowing_add(u16::from_be_bytes([word[0], word[1]]));
        // Carries are added at the other end.
        sum + u16::from(carry)
    });
    !sum
}

/// A raw IPv4 socket hears the IP header too, which begins with a 4; no ICMP
/// message that we look at does.
fn without_ip_header(packet: &[u8]) -> Option<&[u8]> {
    let first = packet.first()?;
    if first >> 4 == 4 {
        packet.get(usize::from(first & 0x0f) * 4..)
    } else {
        Some(packet)
    }
}

/// The number of the request with `token` that `packet` answers, if it does. The
/// identifier is not looked at: on an unprivileged socket the system sets it, and
/// the token says more.
pub(super) fn sequence_of(packet: &[u8], from: IpAddr, token: Token) -> Option<u16> {
    let (packet, reply) = if from.is_ipv4() {
        (without_ip_header(packet)?, 0)
    } else {
        (packet, 129)
    };
    let (header, found) = packet.split_at_checked(HEADER_BYTES)?;
    let ours = header.starts_with(&[reply, 0]) && found == token;
    ours.then(|| u16::from_be_bytes([header[6], header[7]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_internets() {
        // The example of RFC 1071, section 3, and one whose carries carry.
        assert_eq!(
            checksum(&[0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7]),
            !0xddf2
        );
        assert_eq!(checksum(&[0xff; 24]), 0);
        let packet = request([127, 0, 0, 1].into(), [1, 2], 3, [9; TOKEN_BYTES]);
        assert_eq!(checksum(&packet), 0);
    }

    #[test]
    fn an_ip_header_is_passed_over() {
        let mut packet = vec![0x46; 24];
        packet.extend([0, 0, 7]);
        assert_eq!(without_ip_header(&packet), Some(&[0, 0, 7][..]));
        assert_eq!(without_ip_header(&[0, 0, 7]), Some(&[0, 0, 7][..]));
        assert_eq!(without_ip_header(&[0x46; 3]), None);
        assert_eq!(without_ip_header(&[]), None);
    }

    #[test]
    fn only_an_echo_with_our_token_is_an_answer() {
        let token = [9; TOKEN_BYTES];
        for (from, reply) in [("127.0.0.1", 0), ("::1", 129)] {
            let from: IpAddr = from.parse().unwrap();
            let mut packet = request(from, [1, 2], 3, token);
            assert_eq!(sequence_of(&packet, from, token), None, "our own request");
            packet[0] = reply;
            assert_eq!(sequence_of(&packet, from, token), Some(3));
            assert_eq!(sequence_of(&packet, from, [8; TOKEN_BYTES]), None);
            packet.push(0);
            assert_eq!(sequence_of(&packet, from, token), None);
            for len in 0..packet.len() - 1 {
                assert_eq!(sequence_of(&packet[..len], from, token), None);
            }
        }
    }
}
