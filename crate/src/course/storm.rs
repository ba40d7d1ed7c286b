//! Message storms: replicas that say far more than there is to say.
//!
//! A request needs a message to each follower and its answer, a heartbeat as many, and an election a few rounds more.
//! A second in which replicas send more than [`STORM`] times what its requests and heartbeats need is a storm, and so
//! is a run that reaches max_packets.

use crate::raft::Micros;
use crate::sim::Scenario;

/// How many times what is needed makes a storm.
const STORM: u64 = 4;

const SECOND: u64 = 1_000_000;

/// Reads off how many messages and requests there were in each second.
#[derive(Clone, Debug)]
pub struct Gauge {
    /// What a request needs, or a round of heartbeats: a message to each follower, and its answer.
    round: u64,
    /// Rounds in a second without requests: heartbeats, and one for each replica that may stand for election.
    idle_rounds: u64,
    /// The end of the second under way.
    until: Micros,
    /// Messages and requests at its beginning, and now.
    before: (u64, u64),
    now: (u64, u64),
    /// Requests of the second before it, whose messages may come late.
    late: u64,
    storm: Option<Micros>,
}

impl Gauge {
    /// One for a run of this scenario.
    #[must_use]
    pub fn new(scenario: &Scenario) -> Self {
        let replicas = u64::from(scenario.replicas);
        Self {
            round: 2 * (replicas - 1),
            idle_rounds: SECOND.div_ceil(scenario.raft.heartbeat.0.max(1)) + replicas,
            until: Micros(SECOND),
            before: (0, 0),
            now: (0, 0),
            late: 0,
            storm: None,
        }
    }

    /// So many messages and requests there were up to `now`, this event included.
    #[inline]
    pub fn read(&mut self, now: Micros, messages: u64, requests: u64) {
        if now >= self.until {
            self.close();
            self.until = Micros((now.0 / SECOND + 1) * SECOND);
        }
        self.now = (messages, requests);
    }

    /// The second is over.
    fn close(&mut self) {
        self.judge();
        self.late = self.now.1 - self.before.1;
        self.before = self.now;
    }

    fn judge(&mut self) {
        let (messages, requests) = (self.now.0 - self.before.0, self.now.1 - self.before.1);
        let needed = self.round * (requests + self.late + self.idle_rounds);
        if self.storm.is_none() && messages > STORM * needed {
            self.storm = Some(Micros(self.until.0 - SECOND));
        }
    }

    /// The beginning of the first second of a storm, if there was one; that under way counts.
    #[must_use]
    pub fn storm(&self) -> Option<Micros> {
        let mut gauge = self.clone();
        gauge.judge();
        gauge.storm
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five replicas with 20 heartbeats a second: 8 messages a request, and 8 × 25 without one.
    fn gauge() -> Gauge {
        Gauge::new(&Scenario::default())
    }

    #[test]
    fn a_second_with_four_times_what_it_needs_is_no_storm_and_one_message_more_is() {
        for (messages, storm) in [(4 * 200, None), (4 * 200 + 1, Some(Micros(0)))] {
            let mut gauge = gauge();
            gauge.read(Micros(999_999), messages, 0);
            assert_eq!(gauge.storm(), storm);
            gauge.read(Micros(5_000_000), messages, 0);
            assert_eq!(gauge.storm(), storm, "also when it is over");
        }
    }

    #[test]
    fn requests_of_the_second_and_of_the_one_before_it_need_messages() {
        let mut gauge = gauge();
        gauge.read(Micros(500_000), 0, 10);
        gauge.read(Micros(1_500_000), 4 * (200 + 8 * 15), 15);
        assert_eq!(gauge.storm(), None);
        gauge.read(Micros(2_500_000), 4 * (200 + 8 * 15) + 4 * (200 + 8 * 5) + 1, 15);
        assert_eq!(gauge.storm(), Some(Micros(2_000_000)));
    }
}
