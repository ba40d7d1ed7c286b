//! The network between the replicas: how long a message takes, and whether it arrives.

use oorandom::Rand32;

use crate::raft::{Micros, NodeId, NodeSet};

use super::action::Link;
use super::address::Address;
use super::envelope::Outcome;
use super::scenario::NetworkSettings;

/// Decides the fate of each message when it is sent, from the seed.
#[derive(Clone, Debug)]
pub struct Network {
    settings: NetworkSettings,
    random: Rand32,
    /// For each sender, the receivers that nothing of it reaches.
    cuts: [NodeSet; 32],
}

/// The fate of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate {
    /// When it would reach the far end.
    pub arrives: Micros,
    /// When the queue handles it: at its arrival, or at its end on the way.
    pub due: Micros,
    /// How it ends on the way, if it does.
    pub doom: Option<Outcome>,
}

impl Network {
    /// A network without cuts.
    #[must_use]
    pub fn new(settings: NetworkSettings, seed: u64) -> Self {
        Self { settings, random: Rand32::new_inc(seed, 1_000), cuts: [NodeSet::default(); 32] }
    }

    /// The fate of a message that leaves `from` for `to` now. What clients say and hear is delayed like all
    /// else, but never lost or cut: it is the cluster that is tried here.
    #[inline(always)]
    pub fn fate(&mut self, now: Micros, from: Address, to: Address) -> Fate {
        let latency = self.latency();
        let arrives = now.after(latency);
        let on_the_way = |part: u64| Micros(now.0 + latency.0 * part / 100);
        if let (Address::Replica(from), Address::Replica(to)) = (from, to) {
            if self.is_cut((from, to)) {
                return Fate { arrives, due: on_the_way(50), doom: Some(Outcome::Cut) };
            }
            if self.chance(self.settings.loss) {
                let part = u64::from(self.random.rand_range(25..80));
                return Fate { arrives, due: on_the_way(part), doom: Some(Outcome::Lost) };
            }
        }
        Fate { arrives, due: arrives, doom: None }
    }

    /// Whether a message between two replicas arrives a second time.
    pub fn duplicates(&mut self, from: Address, to: Address) -> bool {
        let between_replicas = matches!((from, to), (Address::Replica(_), Address::Replica(_)));
        between_replicas && self.chance(self.settings.duplication)
    }

    fn latency(&mut self) -> Micros {
        let NetworkSettings { latency_least: least, latency_most: most, .. } = self.settings;
        // A fixed latency draws nothing.
        let spread = u32::try_from(most.0.saturating_sub(least.0)).unwrap_or(u32::MAX - 1);
        if spread == 0 {
            least
        } else {
            least.after(Micros(u64::from(self.random.rand_range(0..spread + 1))))
        }
    }

    #[inline]
    fn chance(&mut self, share: f64) -> bool {
        // Without a chance nothing is drawn, so that a perfect network costs nothing.
        share > 0.0 && f64::from(self.random.rand_u32()) < share * (f64::from(u32::MAX) + 1.0)
    }

    /// Whether nothing passes from the first to the second.
    #[must_use]
    pub const fn is_cut(&self, (from, to): Link) -> bool {
        self.cuts[from.index()].contains(to)
    }

    /// Lets nothing pass on this directed link, or lets it pass again.
    pub fn set_cut(&mut self, (from, to): Link, cut: bool) {
        let row = &mut self.cuts[from.index()];
        if cut {
            row.insert(to);
        } else {
            row.0 &= !(1 << to.0);
        }
    }

    /// Lets everything pass.
    pub fn heal_all(&mut self) {
        self.cuts = [NodeSet::default(); 32];
    }

    /// Whom nothing from `from` reaches.
    #[must_use]
    pub const fn cuts_from(&self, from: NodeId) -> NodeSet {
        self.cuts[from.index()]
    }

    /// Latency, loss and duplication.
    #[must_use]
    pub const fn settings(&self) -> &NetworkSettings {
        &self.settings
    }

    /// Changes them for messages that are sent from now on.
    pub const fn settings_mut(&mut self) -> &mut NetworkSettings {
        &mut self.settings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Address = Address::Replica(NodeId(0));
    const B: Address = Address::Replica(NodeId(1));

    fn network(loss: f64, duplication: f64) -> Network {
        let settings =
            NetworkSettings { latency_least: Micros(100), latency_most: Micros(300), loss, duplication };
        Network::new(settings, 7)
    }

    #[test]
    fn every_latency_lies_within_the_range_and_both_ends_occur() {
        let mut network = network(0.0, 0.0);
        let latencies: Vec<u64> = (0..5_000).map(|_| network.fate(Micros(50), A, B).arrives.0 - 50).collect();
        assert_eq!(latencies.iter().min(), Some(&100));
        assert_eq!(latencies.iter().max(), Some(&300));
    }

    #[test]
    fn about_the_given_share_is_lost_and_dies_on_the_way() {
        let mut network = network(0.25, 0.0);
        let fates: Vec<Fate> = (0..10_000).map(|_| network.fate(Micros(0), A, B)).collect();
        let lost = fates.iter().filter(|fate| fate.doom == Some(Outcome::Lost)).count();
        assert!((2_300..2_700).contains(&lost), "{lost} of 10,000 lost");
        assert!(fates.iter().all(|fate| if fate.doom.is_some() {
            fate.due < fate.arrives
        } else {
            fate.due == fate.arrives
        }));
    }

    #[test]
    fn a_cut_is_directed_and_heals() {
        let mut network = network(0.0, 0.0);
        network.set_cut((NodeId(0), NodeId(1)), true);
        assert_eq!(network.fate(Micros(0), A, B).doom, Some(Outcome::Cut));
        assert_eq!(network.fate(Micros(0), B, A).doom, None);
        network.set_cut((NodeId(0), NodeId(1)), false);
        assert_eq!(network.fate(Micros(0), A, B).doom, None);
    }

    #[test]
    fn clients_are_never_cut_off_and_never_lose_a_message() {
        let mut network = network(1.0, 1.0);
        let client = Address::Client(crate::sim::ClientId(0));
        assert_eq!(network.fate(Micros(0), client, A).doom, None);
        assert_eq!(network.fate(Micros(0), A, client).doom, None);
        assert!(!network.duplicates(A, client) && network.duplicates(A, B));
    }
}
