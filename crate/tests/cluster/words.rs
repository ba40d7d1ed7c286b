//! What is told of a run stays what it was when it happened.

use raft_playground::raft::Event;
use raft_playground::sim::{Cluster, Record, Run, Scenario, Watcher, What, describe};

/// Every entry that was appended alone, with the words for it at that time.
#[derive(Default)]
struct Appends(Vec<(Record, String)>);

impl Watcher for Appends {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        let appends = records.iter().filter(
            |record| matches!(record.what, What::Node(Event::Appended { first, last, .. }) if first == last),
        );
        self.0.extend(appends.map(|record| (*record, describe(record, cluster))));
    }
}

#[test]
fn an_entry_that_was_overwritten_is_told_by_its_own_words_or_as_gone() {
    // §5.3: what a leader without its majority wrote is removed when it follows again.
    let text = include_str!("../../scenarios/minority-leader.json");
    let scenario = Scenario::read(text).expect("it reads");
    let mut run = Run::new(&scenario, Appends::default());
    while run.step() && run.cluster().now().0 < 6_000_000 {}
    let told: Vec<_> =
        run.watcher.0.iter().map(|(record, then)| (then, describe(record, run.cluster()))).collect();
    let gone = told.iter().filter(|(_, now)| now.contains("no log holds any more")).count();
    assert!(gone > 0, "nothing was overwritten: {told:?}");
    for (then, now) in &told {
        assert!(*then == now || now.contains("no log holds any more"), "{then:?} became {now:?}");
    }
}
