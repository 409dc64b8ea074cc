//! Where a request comes from, and the number under which its answer can be asked about.

use std::fmt::Write;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::connect_info::ConnectInfo;
use axum::http::{Extensions, HeaderMap};

use crate::config::Network;
use crate::random;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Put into every request before anything else looks at it.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The address that is counted; networks of one customer count as one.
    pub address: IpAddr,
    /// Names the request in the log and in the answer.
    pub request_id: String,
}

impl Caller {
    /// Who sent these headers over this connection.
    pub fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[Network]) -> Self {
        let peer = extensions.get::<ConnectInfo<Peer>>();
        let peer = peer.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), |ConnectInfo(Peer(peer))| peer.ip());
        let mut request_id = String::with_capacity(16);
        for byte in random::bytes::<8>() {
            // Writing to a string cannot fail.
            write!(request_id, "{byte:02x}").ok();
        }
        Self { address: counted(client(peer.to_canonical(), headers, trusted)), request_id }
    }
}

/// The nearest address that no trusted proxy has. What stands farther left in the header could be anybody's invention.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !is_trusted(peer) {
        return peer;
    }
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        let Some(address) = parse(hop.trim()) else { return nearest };
        nearest = address;
        if !is_trusted(address) {
            return address;
        }
    }
    nearest
}

/// An address, with or without a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let address = hop.parse().ok().or_else(|| hop.parse().ok().map(|socket: SocketAddr| socket.ip()));
    address.map(|address: IpAddr| address.to_canonical())
}

/// One customer has a whole /64 of the newer addresses.
fn counted(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(peer: &str, forwarded: &[&'static str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        let trusted: Vec<_> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        counted(client(peer.parse().unwrap(), &headers, &trusted)).to_string()
    }

    #[test]
    fn s29_only_a_trusted_proxy_says_who_is_behind_it() {
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"], &[]), "203.0.113.9");
        assert_eq!(seen("203.0.113.9", &["198.51.100.7"], &["10.0.0.0/8"]), "203.0.113.9");
        assert_eq!(seen("10.1.1.1", &["198.51.100.7"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(seen("10.1.1.1", &["1.2.3.4, 198.51.100.7"], &["10.0.0.0/8"]), "198.51.100.7", "a lie");
        assert_eq!(seen("10.1.1.1", &["1.2.3.4", "198.51.100.7, 10.2.2.2"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(seen("10.1.1.1", &["198.51.100.7:4711"], &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(seen("10.1.1.1", &["1.2.3.4, no address"], &["10.0.0.0/8"]), "10.1.1.1");
        assert_eq!(seen("10.1.1.1", &[], &["10.0.0.0/8"]), "10.1.1.1");
        assert_eq!(seen("::1", &["2001:db8:1:2:3:4:5:6"], &["::1"]), "2001:db8:1:2::");
    }
}
