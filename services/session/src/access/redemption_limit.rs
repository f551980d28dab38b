//! How often links can be redeemed: a token cannot be guessed, but every attempt costs a read.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// From one address: 10 at once, then 10 a minute.
const OF_ONE: Rate = Rate {
    burst: 10,
    interval: Duration::from_secs(6),
};
/// From all together: 100 at once, then 10 a second.
const OF_ALL: Rate = Rate {
    burst: 100,
    interval: Duration::from_millis(100),
};
/// Addresses that are told apart at a time; more share one rate.
const MAX_ADDRESSES: usize = 4096;

/// Counts redemptions.
#[derive(Debug, Default)]
pub(super) struct RedemptionLimit {
    meters: Mutex<Meters>,
}

#[derive(Debug, Default)]
struct Meters {
    all: Option<Meter>,
    by_address: HashMap<IpAddr, Meter>,
    others: Option<Meter>,
}

struct Rate {
    burst: u32,
    interval: Duration,
}

/// When the rate is used up to nothing again: the theoretical arrival time of the generic cell rate algorithm
/// (ITU-T I.371).
type Meter = Instant;

impl RedemptionLimit {
    /// Counts a redemption from an address; none for this machine's sockets.
    ///
    /// # Errors
    /// How long to wait, where there were too many; then it does not count.
    pub(super) fn count(&self, address: Option<IpAddr>, now: Instant) -> Result<(), Duration> {
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        let address = network(address.unwrap_or(IpAddr::V6(Ipv6Addr::LOCALHOST)));
        let has_room = meters.make_room(address, now);
        let of_one = if has_room {
            meters.by_address.get(&address).copied()
        } else {
            meters.others
        };
        let of_one = OF_ONE.after_one_more(of_one, now)?;
        meters.all = Some(OF_ALL.after_one_more(meters.all, now)?);
        if has_room {
            meters.by_address.insert(address, of_one);
        } else {
            meters.others = Some(of_one);
        }
        Ok(())
    }
}

impl Meters {
    /// Whether an address can be told from others; forgets those that have been quiet where it cannot.
    fn make_room(&mut self, address: IpAddr, now: Instant) -> bool {
        if self.by_address.len() >= MAX_ADDRESSES && !self.by_address.contains_key(&address) {
            self.by_address.retain(|_, meter| *meter > now);
        }
        self.by_address.len() < MAX_ADDRESSES || self.by_address.contains_key(&address)
    }
}

impl Rate {
    fn after_one_more(&self, meter: Option<Meter>, now: Instant) -> Result<Meter, Duration> {
        let meter = meter.map_or(now, |meter| meter.max(now));
        let tolerance = self.interval * (self.burst - 1);
        let wait = (meter - now).saturating_sub(tolerance);
        if wait.is_zero() {
            Ok(meter + self.interval)
        } else {
            Err(wait)
        }
    }
}

/// Whoever has an IPv6 address has 2⁶⁴ of them.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let prefix = address.to_bits() >> 64 << 64;
            IpAddr::V6(Ipv6Addr::from_bits(prefix))
        }
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn ip(text: &str) -> Option<IpAddr> {
        Some(text.parse().unwrap())
    }

    #[test]
    fn an_address_has_ten_at_once_and_ten_a_minute() {
        let (limit, start) = (RedemptionLimit::default(), Instant::now());
        for _ in 0..10 {
            assert_eq!(limit.count(ip("192.0.2.1"), start), Ok(()));
        }
        let wait = Duration::from_secs(6);
        assert_eq!(limit.count(ip("192.0.2.1"), start), Err(wait));
        // What is refused does not count.
        assert_eq!(limit.count(ip("192.0.2.1"), start), Err(wait));
        assert_eq!(limit.count(ip("192.0.2.1"), start + wait), Ok(()));
        assert_eq!(limit.count(ip("192.0.2.1"), start + wait), Err(wait));
        assert_eq!(limit.count(ip("192.0.2.2"), start), Ok(()));
        assert_eq!(limit.count(None, start), Ok(()));
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let (limit, start) = (RedemptionLimit::default(), Instant::now());
        for number in 0..10 {
            let address = format!("2001:db8::{number:x}");
            assert_eq!(limit.count(ip(&address), start), Ok(()));
        }
        assert!(limit.count(ip("2001:db8::ffff:0:0"), start).is_err());
        assert_eq!(limit.count(ip("2001:db8:0:1::"), start), Ok(()));
        // An IPv4 address is the same however it is written.
        for _ in 0..10 {
            limit.count(ip("192.0.2.1"), start).unwrap();
        }
        assert!(limit.count(ip("::ffff:192.0.2.1"), start).is_err());
    }

    #[test]
    fn all_together_have_a_limit_and_memory_too() {
        let (limit, start) = (RedemptionLimit::default(), Instant::now());
        let counted = |seconds: u64| {
            let now = start + Duration::from_secs(seconds);
            let address = |number: u32| Some(IpAddr::V4(Ipv4Addr::from_bits(number)));
            let counted = (0..1000).filter(|number| limit.count(address(*number), now).is_ok());
            counted.count()
        };
        assert_eq!(counted(0), 100);
        assert_eq!(counted(1), 10);
        let hour = 3600;
        for second in 0..hour {
            for number in 0..10 {
                let address = Ipv4Addr::from_bits((second * 10 + number + 1000) as u32);
                let now = start + Duration::from_secs(100 + second);
                limit.count(Some(address.into()), now).unwrap();
            }
        }
        let meters = limit.meters.lock().unwrap();
        assert!(meters.by_address.len() <= MAX_ADDRESSES);
    }

    #[test]
    fn who_cannot_be_told_apart_shares_one_rate() {
        let (limit, start) = (RedemptionLimit::default(), Instant::now());
        {
            let mut meters = limit.meters.lock().unwrap();
            let busy = start + Duration::from_secs(60);
            for number in 0..MAX_ADDRESSES {
                let address = Ipv4Addr::from_bits(number as u32);
                meters.by_address.insert(address.into(), busy);
            }
        }
        for number in 0..10 {
            assert_eq!(limit.count(ip(&format!("192.0.2.{number}")), start), Ok(()));
        }
        assert!(limit.count(ip("198.51.100.1"), start).is_err());
        let later = start + Duration::from_secs(61);
        assert_eq!(limit.count(ip("198.51.100.1"), later), Ok(()));
    }
}
