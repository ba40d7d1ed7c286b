//! What the clients ask of themselves, and when.

use oorandom::Rand32;

use crate::kv::{Op, Text};
use crate::raft::Micros;

use super::address::ClientId;
use super::clients::Clients;
use super::grader::{Wish, wish};
use super::scenario::Workload;

const SECOND: f64 = 1_000_000.0;

/// Draws requests from the seed.
#[derive(Clone, Debug)]
pub struct Generator {
    workload: Workload,
    random: Rand32,
    /// Sources of what the course's clients ask, and of their keys.
    wishes: Rand32,
    keys: Rand32,
    /// How many requests were drawn.
    drawn: u64,
    due: Micros,
}

impl Generator {
    /// A generator at the start of a run.
    #[must_use]
    pub fn new(workload: Workload, seed: u64) -> Self {
        let [random, keys, wishes] = [4_000, 5_000, 7_000].map(|stream| Rand32::new_inc(seed, stream));
        let mut generator = Self { workload, random, wishes, keys, drawn: 0, due: Micros::NEVER };
        generator.schedule(Micros::ZERO);
        generator
    }

    /// When the next request is due.
    #[must_use]
    pub const fn deadline(&self) -> Micros {
        self.due
    }

    /// What the clients do.
    #[must_use]
    pub const fn workload(&self) -> &Workload {
        &self.workload
    }

    /// Changes what the clients do from now on.
    pub fn set_workload(&mut self, workload: Workload, now: Micros) {
        self.workload = workload;
        self.schedule(now);
    }

    fn schedule(&mut self, now: Micros) {
        self.due = match self.workload {
            // Gaps vary by half around their mean, so that requests and heartbeats do not march in step.
            Workload::Steady { rate, .. } if rate > 0.0 => {
                let gap = SECOND / rate * (0.5 + f64::from(self.random.rand_float()));
                now.after(Micros((gap as u64).max(1)))
            }
            Workload::Course { requests, start_wait, lifetime, .. } if self.drawn < requests => {
                Micros(start_wait.0 + lifetime.0 * self.drawn / requests)
            }
            Workload::Steady { .. } | Workload::Course { .. } => Micros::NEVER,
        };
    }

    /// The request that is due now: who asks, and what.
    pub fn draw(&mut self, now: Micros, clients: &Clients) -> Option<(ClientId, Wish)> {
        let count = u32::try_from(clients.count()).ok().filter(|&count| count > 0);
        let source = match self.workload {
            Workload::Steady { .. } => &mut self.random,
            Workload::Course { .. } => &mut self.wishes,
        };
        let client = count.map(|count| ClientId(source.rand_range(0..count) as u8));
        self.drawn += 1;
        let drawn = client.map(|client| match self.workload {
            Workload::Steady { gets, .. } => Wish { op: self.steady(gets), in_place_of_get: false },
            Workload::Course { mix, .. } => {
                wish(&mut self.wishes, &mut self.keys, mix, clients.beliefs().acknowledged(client))
            }
        });
        self.schedule(now);
        client.zip(drawn)
    }

    fn steady(&mut self, gets: f64) -> Op {
        const KEYS: [&str; 6] = ["u", "v", "w", "x", "y", "z"];
        let key = Text::from(KEYS[self.random.rand_range(0..6) as usize]);
        if self.chance(gets) {
            Op::Get { key }
        } else {
            Op::Put { key, value: self.drawn.to_string().as_str().into() }
        }
    }

    fn chance(&mut self, share: f64) -> bool {
        f64::from(self.random.rand_float()) < share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COURSE: Workload = Workload::Course {
        requests: 500,
        mix: 0.2,
        start_wait: Micros(5_000_000),
        lifetime: Micros(30_000_000),
        max_packets: 20_000,
    };

    fn run(generator: &mut Generator, clients: &Clients) -> Vec<(Micros, Op)> {
        std::iter::from_fn(|| {
            let due = generator.deadline();
            (due < Micros::NEVER).then(|| generator.draw(due, clients).map(|(_, wish)| (due, wish.op)))?
        })
        .take(1_000)
        .collect()
    }

    #[test]
    fn the_course_spreads_its_requests_evenly_over_the_lifetime() {
        let drawn = run(&mut Generator::new(COURSE, 1), &Clients::new(8, 1));
        assert_eq!(drawn.len(), 500);
        assert!(drawn.iter().zip(0..).all(|((at, _), nth)| at.0 == 5_000_000 + 60_000 * nth));
    }

    #[test]
    fn a_steady_workload_keeps_its_rate_and_its_share_of_gets() {
        let mut generator = Generator::new(Workload::Steady { rate: 100.0, gets: 0.25 }, 3);
        let drawn = run(&mut generator, &Clients::new(1, 3));
        let gets = drawn.iter().filter(|(_, op)| matches!(op, Op::Get { .. })).count();
        assert!((200..300).contains(&gets), "{gets} gets of 1,000");
        let last = drawn.last().expect("a thousand requests were drawn").0;
        assert!((9_000_000..11_000_000).contains(&last.0), "1,000 requests took until {last} ms");
    }

    #[test]
    fn without_a_rate_or_without_clients_nothing_is_asked() {
        let idle = Generator::new(Workload::Steady { rate: 0.0, gets: 0.5 }, 1);
        assert_eq!(idle.deadline(), Micros::NEVER);
        let mut generator = Generator::new(Workload::Steady { rate: 1.0, gets: 0.5 }, 1);
        assert_eq!(generator.draw(Micros(0), &Clients::new(0, 1)), None);
    }
}
