//! Arbitrary schedules: every byte decides what happens next in a cluster, which has no queue of its own. Messages
//! arrive in any order or never, or twice; replicas crash, tear their last write, and come back; time passes.

use raft_playground::check::Checker;
use raft_playground::kv::Op;
use raft_playground::raft::{Change, Event, Message, Micros, NodeId, NodeSet, ReadWay, Settings};
use raft_playground::sim::{
    Action, Asking, Body, ClientId, Cluster, Handling, NetworkSettings, Record, Scenario, Slot, Target,
    Tuning, Watcher, What, Workload, describe,
};

use super::draws::Draws;
use super::lies;

/// What an honest network of honest replicas can do breaks no invariant, and no replica finds a message impossible.
pub fn honest(bytes: &[u8]) {
    let mut draws = Draws::of(bytes);
    let mut schedule = Schedule::new(&scenario(&mut draws));
    let mut checker = Checker::default();
    while !draws.is_empty() {
        schedule.next(&mut draws);
        checker.see(&schedule.cluster, schedule.cluster.records());
        if let Some(violation) = checker.violation() {
            panic!("{violation}");
        }
        let ignored = schedule.cluster.records().iter().find(|record| is_impossible(record));
        assert!(ignored.is_none(), "an honest message is ignored: {ignored:?}");
        schedule.take_note();
    }
}

/// Replicas that hear lies among the rest go on, whatever comes of it, and one that shows by itself to be a lie
/// changes nothing.
pub fn lying(bytes: &[u8]) {
    let mut draws = Draws::of(bytes);
    let mut schedule = Schedule::new(&scenario(&mut draws));
    while !draws.is_empty() {
        match draws.below(8) {
            0..=2 => schedule.next(&mut draws),
            3 => schedule.tell_an_impossible_lie(&mut draws),
            _ => schedule.tell_a_lie(&mut draws),
        }
        for record in schedule.cluster.records() {
            assert!(!describe(record, &schedule.cluster).is_empty(), "{record:?}");
        }
        schedule.take_note();
    }
}

/// A cluster and its messages in flight, of which any may be next.
struct Schedule {
    cluster: Cluster,
    in_flight: Vec<Slot>,
    now: Micros,
}

impl Schedule {
    fn new(scenario: &Scenario) -> Self {
        Self { cluster: Cluster::new(scenario), in_flight: Vec::new(), now: Micros::ZERO }
    }

    /// What was sent is in flight.
    fn take_note(&mut self) {
        self.cluster.clear_records();
        self.in_flight.extend(self.cluster.post().fresh().map(|(slot, _)| slot));
        self.cluster.post_mut().clear_fresh();
    }

    fn next(&mut self, draws: &mut Draws<'_>) {
        match draws.below(32) {
            0..=7 if !self.in_flight.is_empty() => {
                let place = draws.below(self.in_flight.len());
                self.deliver(place);
            }
            8..=13 if !self.in_flight.is_empty() => self.deliver(0),
            14 if !self.in_flight.is_empty() => {
                let slot = self.in_flight.remove(draws.below(self.in_flight.len()));
                self.begin(slot, Handling::Drop);
                self.cluster.drop_message(slot);
            }
            15 if !self.in_flight.is_empty() => {
                let slot = self.in_flight[draws.below(self.in_flight.len())];
                self.begin(slot, Handling::Duplicate);
                self.cluster.duplicate_message(slot);
            }
            16 => self.now = self.now.after(Micros(u64::from(draws.byte()) * 500)),
            17..=21 => {
                let action = action(draws, self.replicas());
                self.cluster.act(&action, self.now);
            }
            22..=25 => {
                let action = request(draws, self.replicas());
                self.cluster.act(&action, self.now);
            }
            _ => self.wake(),
        }
    }

    /// A message is handled in an event of its own, as by any driver.
    fn begin(&mut self, slot: Slot, handling: Handling) {
        let id = self.cluster.post().envelope(slot).map(|envelope| envelope.id);
        self.cluster.act(&Action::Message(id.unwrap_or_default(), handling), self.now);
    }

    fn replicas(&self) -> u8 {
        self.cluster.replicas().len() as u8
    }

    fn deliver(&mut self, place: usize) {
        let slot = self.in_flight.remove(place);
        self.cluster.deliver(slot, self.now);
    }

    /// The next deadline comes, or has long been there.
    fn wake(&mut self) {
        let due = self.cluster.next_deadline();
        if due < Micros::NEVER {
            self.now = self.now.max(due);
            self.cluster.wake(self.now);
        }
    }

    fn tell_a_lie(&mut self, draws: &mut Draws<'_>) {
        let to = someone(draws, self.replicas());
        let message = lies::message(draws);
        let before = self.known(to);
        self.tell(draws, to, message);
        if self.cluster.records().iter().any(is_impossible) {
            assert_eq!(self.known(to), before, "what is impossible is ignored");
        }
    }

    fn tell_an_impossible_lie(&mut self, draws: &mut Draws<'_>) {
        let to = someone(draws, self.replicas());
        let message = lies::of_an_impossible_term(draws);
        let before = self.known(to);
        self.tell(draws, to, message);
        assert_eq!(self.known(to), before);
        let records = self.cluster.records();
        let ended = |record: &Record| matches!(record.what, What::Ended { .. });
        assert!(records.iter().any(|record| is_impossible(record) || ended(record)), "{records:?}");
    }

    /// The replica hears this at once, from anyone.
    fn tell(&mut self, draws: &mut Draws<'_>, to: NodeId, message: Message) {
        let from = someone(draws, self.replicas());
        self.cluster.post_mut().send(self.now, from.into(), to.into(), None, Body::Raft(message));
        let told: Vec<Slot> = self.cluster.post().fresh().map(|(slot, _)| slot).collect();
        self.cluster.post_mut().clear_fresh();
        for slot in told {
            self.cluster.deliver(slot, self.now);
        }
    }

    /// All that a lie could change.
    fn known(&self, of: NodeId) -> String {
        let node = self.cluster.replica(of).and_then(|replica| replica.node());
        format!(
            "{:?}",
            node.map(|node| {
                let log = (node.log().base(), node.log().last_index(), node.log().last_term());
                (node.role(), node.term(), node.voted_for(), node.leader(), node.commit_index(), log)
            })
        )
    }
}

fn is_impossible(record: &Record) -> bool {
    matches!(record.what, What::Node(Event::Impossible { .. }))
}

fn someone(draws: &mut Draws<'_>, replicas: u8) -> NodeId {
    NodeId(draws.below(usize::from(replicas)) as u8)
}

/// A cluster of any size with any of the mechanisms.
fn scenario(draws: &mut Draws<'_>) -> Scenario {
    let replicas = 1 + draws.below(5) as u8;
    let founders = 1 + draws.below(usize::from(replicas)) as u8;
    Scenario {
        replicas,
        voters: draws.flip().then(|| NodeSet::first(founders)),
        clients: 2,
        seed: u64::from(draws.byte()),
        raft: Settings {
            max_batch: draws.one_of(&[1, 3, 64]),
            window: draws.one_of(&[1, 4]),
            commit_at_once: draws.flip(),
            no_op: draws.below(4) > 0,
            pre_vote: draws.flip(),
            check_quorum: draws.flip(),
            snapshot_threshold: draws.one_of(&[0, 0, 1, 3]),
            snapshot_chunk: draws.one_of(&[16, 64, 4_096]),
            reads: draws.one_of(&ReadWay::ALL),
            ..Settings::default()
        },
        asking: Asking {
            retry: Micros::from_millis(draws.one_of(&[0, 100, 500])),
            sessions: draws.flip(),
            sessions_kept: draws.one_of(&[1, 2, 64]),
        },
        network: NetworkSettings { loss: 0.0, duplication: 0.0, ..Scenario::default().network },
        sync: Micros::from_millis(draws.one_of(&[0, 2, 30])),
        workload: Workload::Steady { rate: 0.0, gets: 0.0 },
        ..Scenario::default()
    }
}

fn request(draws: &mut Draws<'_>, replicas: u8) -> Action {
    let client = ClientId(draws.below(2) as u8);
    let to = if draws.flip() { Target::Leader } else { Target::Replica(someone(draws, replicas)) };
    let key = draws.one_of(&["x", "y"]);
    let value = draws.one_of(&["1", "2", "3"]);
    let (op, way) = match draws.below(6) {
        0..=2 => (Op::Get { key: key.into() }, Some(draws.one_of(&ReadWay::ALL))),
        3 => (Op::Put { key: key.into(), value: value.into() }, None),
        4 => (Op::Delete { key: key.into() }, None),
        _ => (Op::CompareAndSet { key: key.into(), expect: "1".into(), value: value.into() }, None),
    };
    Action::Request { client, to, op, way }
}

fn action(draws: &mut Draws<'_>, replicas: u8) -> Action {
    let (one, other) = (someone(draws, replicas), someone(draws, replicas));
    match draws.below(16) {
        0 => Action::Crash(one),
        1 => Action::CrashTorn(one),
        2..=4 => Action::Restart(one),
        5 => Action::TimeOut(one),
        6 => Action::Isolate(one),
        7 if one != other => Action::Cut(vec![(one, other)]),
        8 | 9 => Action::HealAll,
        10 => Action::Transfer(one),
        11 => Action::Compact(one),
        12 => Action::Tune(Tuning {
            pre_vote: Some(draws.flip()),
            check_quorum: Some(draws.flip()),
            ..Tuning::default()
        }),
        13 => Action::AlignTimers,
        14 => Action::SpreadTimers,
        _ => Action::Change(change(draws, replicas, one, other)),
    }
}

fn change(draws: &mut Draws<'_>, replicas: u8, one: NodeId, other: NodeId) -> Change {
    match draws.below(5) {
        0 => Change::AddVoter(one),
        1 => Change::AddLearner(one),
        2 => Change::Remove(one),
        3 => Change::Replace { old: one, new: other },
        _ => {
            let all = NodeSet::first(replicas);
            let voters = NodeSet(u32::from(draws.byte())).within(all);
            Change::Configure { voters, learners: all.without(voters) }
        }
    }
}
