//! What a stretch of a run shows is what happened in it: nothing is lost, told twice or told otherwise.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::raft::{Micros, NodeId};
use crate::sim::{Address, Cluster, MessageId, Outcome, Record, Run, Scenario, Watcher, What};

use super::{Arrow, Diagram, LOST, SHADES, Span, State, Wanted, Window};

/// Loss, duplicates, and messages that are hastened, delayed, dropped and doubled by hand.
const BY_HAND: &str = include_str!("../../tests/scenarios/message-actions.json");
/// Crashes, restarts and cuts.
const FAULTS: &str = include_str!("../../tests/scenarios/faults.json");

/// A message, as whoever looks at each event by itself sees it.
#[derive(Clone, Debug)]
struct Seen {
    from: Address,
    sent: Micros,
    end: Option<(Micros, Outcome)>,
}

/// The diagram of a run, and beside it what was seen of each message.
struct Beside {
    diagram: Diagram,
    messages: BTreeMap<MessageId, Seen>,
    /// The states of the replicas after each event.
    states: Vec<(Micros, Vec<State>)>,
}

impl Watcher for Beside {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.diagram.see(cluster, records);
        let now = cluster.now();
        let on_their_way: Vec<MessageId> = cluster.post().in_flight().map(|envelope| envelope.id).collect();
        for (id, seen) in self.messages.iter_mut().filter(|(_, seen)| seen.end.is_none()) {
            if !on_their_way.contains(id) {
                let told = records.iter().find_map(|record| match record.what {
                    What::Ended { how, .. } if record.message == Some(*id) => Some(how),
                    _ => None,
                });
                seen.end = Some((now, told.unwrap_or(Outcome::Delivered)));
            }
        }
        for (_, envelope) in cluster.post().fresh() {
            let seen = Seen { from: envelope.from, sent: envelope.sent, end: None };
            self.messages.insert(envelope.id, seen);
        }
        self.states.push((now, cluster.replicas().iter().map(State::of).collect()));
    }
}

fn run(text: &str, seed: u64) -> Run<Beside> {
    let scenario = Scenario { seed, ..Scenario::read(text).expect("the scenario is right") };
    let diagram = Diagram::new(&Cluster::new(&scenario), scenario.clients);
    let beside = Beside { diagram, messages: BTreeMap::new(), states: Vec::new() };
    let mut run = Run::new(&scenario, beside);
    while run.step() {}
    run
}

fn window(run: &Run<Beside>, from: u64, to: u64, most_arrows: usize, parts: u64) -> Window {
    let wanted = Wanted { from: Micros(from), to: Micros(to), most_arrows, parts };
    run.watcher.diagram.window(run.cluster(), wanted)
}

/// How much the cells say was sent, and how much ended on its way.
fn sums(window: &Window) -> (usize, usize) {
    let cells = window.cells.as_ref().expect("there are too many arrows");
    let counts = cells.counts().fold([0; SHADES], |mut sum: [usize; SHADES], counts| {
        sum.iter_mut().zip(counts).for_each(|(sum, count)| *sum += *count as usize);
        sum
    });
    (counts[..LOST].iter().sum(), counts[LOST])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn a_stretch_shows_each_message_that_was_on_its_way_in_it_once_with_its_end(
        (seed, faults) in (0..1000_u64, any::<bool>()),
        at in 0..2_000_000_u64,
        length in 0..400_000_u64,
    ) {
        let run = run(if faults { FAULTS } else { BY_HAND }, seed);
        let shown = window(&run, at, at + length, usize::MAX, 100).arrows;
        let mut ids: Vec<MessageId> = shown.iter().map(|arrow| arrow.id).collect();
        ids.sort_unstable();
        let now = run.cluster().now();
        let within = |seen: &Seen| {
            let end = seen.end.map_or(Micros::NEVER, |(end, _)| end);
            seen.sent.0 <= at + length && end.0 >= at
        };
        let wanted: Vec<MessageId> =
            run.watcher.messages.iter().filter(|(_, seen)| within(seen)).map(|(id, _)| *id).collect();
        prop_assert_eq!(ids, wanted);
        for arrow in shown {
            let seen = &run.watcher.messages[&arrow.id];
            prop_assert_eq!((arrow.from, arrow.sent), (seen.from, seen.sent));
            match (arrow.outcome, seen.end) {
                (Some(how), Some(end)) => prop_assert_eq!((arrow.ends, how), end),
                // What is due now may have arrived, or not yet: the next event tells.
                (None, end) => prop_assert!(arrow.ends >= now && end.is_none_or(|(end, _)| end == now)),
                (Some(_), None) => prop_assert!(false, "{arrow:?} is still on its way"),
            }
        }
    }

    #[test]
    fn cells_count_every_message_whether_they_were_kept_or_are_counted_anew(
        seed in 0..1000_u64,
        parts in 1..5_000_u64,
        at in 0..1_000_000_u64,
    ) {
        let run = run(FAULTS, seed);
        let end = run.cluster().now().0;
        let messages = &run.watcher.messages;
        let lost = |seen: &&Seen| seen.end.is_some_and(|(_, how)| how != Outcome::Delivered);
        let all = (messages.len(), messages.values().filter(lost).count());
        prop_assert_eq!(sums(&window(&run, 0, end, 0, parts)), all);

        // A part of it, in cells of its own.
        let part = window(&run, at.min(end), end, 0, parts);
        let from = part.cells.as_ref().expect("there are too many arrows").from();
        let sent = messages.values().filter(|seen| seen.sent >= from).count();
        prop_assert_eq!(sums(&part).0, sent);
    }

    #[test]
    fn the_spans_of_a_replica_tile_the_time_and_say_what_it_was(seed in 0..1000_u64, at in 0..2_000_000_u64) {
        let run = run(FAULTS, seed);
        let end = run.cluster().now().0;
        let from = at.min(end);
        for parts in [10, 100, u64::MAX] {
            let spans = window(&run, from, end, 0, parts).spans;
            for replica in 0..5 {
                let own: Vec<Span> =
                    spans.iter().filter(|span| span.replica == NodeId(replica)).copied().collect();
                prop_assert!(own[0].from.0 <= from);
                prop_assert_eq!(own.last().map(|span| span.to), Some(Micros::NEVER));
                prop_assert!(own.windows(2).all(|pair| pair[0].to == pair[1].from));
            }
        }
        // With all that there is to be seen, each moment has its state: the last one of those of its time.
        let spans = window(&run, 0, end, 0, u64::MAX).spans;
        let states = &run.watcher.states;
        let last_of_time = |pair: &&[(Micros, Vec<State>)]| pair[0].0 < pair[1].0;
        for (now, states) in states.windows(2).filter(last_of_time).map(|pair| &pair[0]) {
            for (place, state) in states.iter().enumerate() {
                let within = |span: &&Span| {
                    span.replica.index() == place && span.from <= *now && *now < span.to
                };
                prop_assert_eq!(spans.iter().find(within).map(|span| span.state), Some(*state));
            }
        }
    }
}

#[test]
fn a_message_takes_the_bytes_that_the_tour_of_the_code_names() {
    assert_eq!(size_of::<Arrow>(), 56);
}

#[test]
fn what_is_too_short_to_be_seen_is_told_together() {
    let run = run(FAULTS, 3);
    let spans = window(&run, 0, run.cluster().now().0, 0, 2).spans;
    assert!(spans.iter().any(|span| span.state == State::Several));
    assert!(spans.len() < window(&run, 0, run.cluster().now().0, 0, u64::MAX).spans.len());
}

#[test]
fn a_message_that_is_lost_ends_where_it_died_before_it_would_have_arrived() {
    let run = run(BY_HAND, 1);
    let shown = window(&run, 0, run.cluster().now().0, usize::MAX, 100).arrows;
    let lost: Vec<_> = shown.iter().filter(|arrow| arrow.outcome == Some(Outcome::Lost)).collect();
    assert!(lost.len() > 20);
    assert!(lost.iter().all(|arrow| arrow.ends > arrow.sent && arrow.ends < arrow.arrives));
}

#[test]
fn a_cut_lasts_until_it_is_healed() {
    let text = r#"{ "replicas": 3, "clients": 0, "seed": 1, "end_ms": 500, "actions": [
        { "at_ms": 100, "do": "isolate", "replica": "S1" },
        { "at_ms": 200, "do": "heal" },
        { "at_ms": 300, "do": "cut", "links": [["S2", "S3"]] } ] }"#;
    let run = run(text, 1);
    let bands = window(&run, 0, 500_000, 0, u64::MAX).bands;
    let told: Vec<_> = bands.iter().map(|band| (band.from.0, band.to, band.cuts.as_slice())).collect();
    let (alone, one_way): (&[u32], &[u32]) = (&[0b110, 0b001, 0b001], &[0, 0b100, 0b010]);
    assert_eq!(told[0], (100_000, Micros(200_000), alone));
    assert_eq!(told[1].0, 300_000);
    assert_eq!(told[1].1, Micros::NEVER);
    assert!(told[1].2 == one_way || told[1].2 == [0, 0b100, 0], "{told:?}");
    assert_eq!(window(&run, 0, 99_999, 0, 100).bands, []);
    assert_eq!(window(&run, 150_000, 160_000, 0, 100).bands.len(), 1);
}

#[test]
fn requests_and_answers_say_which_operation_they_are_about_also_when_it_is_asked_again() {
    let text = r#"{ "replicas": 3, "clients": 2, "seed": 1, "end_ms": 1500, "asking": { "retry_ms": 100 },
        "actions": [
        { "at_ms": 10, "do": "time_out", "replica": "S1" },
        { "at_ms": 200, "do": "isolate", "replica": "S1" },
        { "at_ms": 210, "do": "request", "client": "C1", "to": "leader", "op": "put", "key": "x", "value": "3" },
        { "at_ms": 400, "do": "request", "client": "C2", "to": "S2", "op": "get", "key": "y" } ] }"#;
    let run = run(text, 1);
    let shown = window(&run, 0, 1_500_000, usize::MAX, 100);
    let texts: Vec<_> = shown.operations.iter().map(|told| (told.place, told.text.as_str())).collect();
    assert_eq!(texts, [(1, "put x=3"), (2, "get y")]);
    assert_eq!(shown.operations[0].asked, Micros(210_000));
    let clients = shown.arrows.iter().filter(|arrow| arrow.is_of_client());
    assert!(clients.clone().all(|arrow| arrow.index > 0));
    assert!(clients.filter(|arrow| arrow.index == 1).count() > 2, "it asks again");
}
