//! Whose request it is: the address at the other end, or, where that is a proxy of ours, the one that the proxy names.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;

use super::App;

/// Addresses that share their first bits: `10.0.0.0/8`, or one address alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl std::str::FromStr for Network {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(drop)?;
        let all = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(all), |bits| bits.parse().map_err(drop))?;
        (bits <= all).then_some(Network { address, bits }).ok_or(())
    }
}

impl Network {
    fn holds(&self, other: IpAddr) -> bool {
        let differing = match (self.address, other.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(other)) => (ours.to_bits() ^ other.to_bits()).leading_zeros(),
            (IpAddr::V6(ours), IpAddr::V6(other)) => (ours.to_bits() ^ other.to_bits()).leading_zeros(),
            _ => return false,
        };
        differing >= self.bits
    }
}

/// Whose request this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client(pub IpAddr);

/// Notes it before anything is limited or logged by it.
pub async fn find(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(peer)) = request.extensions().get::<ConnectInfo<SocketAddr>>() {
        let client = Client(client(peer.ip(), request.headers(), &app.trusted_proxies));
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

/// From the right, each hop was written by the one after it: the first that we do not trust is the client. What stands
/// further left it could have written itself.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let ours = |address: IpAddr| trusted.iter().any(|network| network.holds(address));
    let mut client = peer.to_canonical();
    let named = headers.get_all("x-forwarded-for").iter().flat_map(|value| value.to_str().unwrap_or("").split(','));
    for hop in named.collect::<Vec<_>>().into_iter().rev() {
        if !ours(client) {
            break;
        }
        let hop = hop.trim();
        match hop.parse().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip())) {
            Ok(address) => client = address.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client_of(peer: &str, forwarded: &[&'static str], trusted: &str) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.split_whitespace().map(|text| text.parse().unwrap()).collect();
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_says_whose_request_it_is() {
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"], ""), "203.0.113.9");
        assert_eq!(client_of("203.0.113.9", &["198.51.100.1"], "10.0.0.0/8"), "203.0.113.9");
        assert_eq!(client_of("10.1.2.3", &["198.51.100.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(client_of("::ffff:10.1.2.3", &["198.51.100.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(client_of("10.1.2.3", &[], "10.0.0.0/8"), "10.1.2.3");
        assert_eq!(client_of("::1", &["2001:db8::7"], "::1"), "2001:db8::7");
    }

    #[test]
    fn what_the_client_wrote_itself_is_not_believed() {
        // The client sent `1.1.1.1`; the proxies appended what they saw.
        assert_eq!(client_of("10.0.0.2", &["1.1.1.1, 198.51.100.1, 10.0.0.1"], "10.0.0.0/8"), "198.51.100.1");
        assert_eq!(client_of("10.0.0.2", &["1.1.1.1", "198.51.100.1:4711"], "10.0.0.2"), "198.51.100.1");
        assert_eq!(client_of("10.0.0.2", &["198.51.100.1, nonsense"], "10.0.0.2"), "10.0.0.2");
    }

    #[test]
    fn a_network_is_an_address_or_its_first_bits() {
        for right in ["10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "2001:db8::/32", "::1"] {
            assert!(right.parse::<Network>().is_ok(), "{right}");
        }
        for wrong in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/-1"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
