//! When the captions of a scenario come: the part of them that looks into the run.

use crate::raft::Micros;
use crate::sim::scenario::BadInput;
use crate::sim::{Caption, Cue, Scenario};

use super::{Predicate, Sight};

/// The captions of a scenario, and how many of them have come. They come in their order: the next one is waited for from
/// the moment on at which the one before it came, and may come at the same.
#[derive(Clone, Debug)]
pub struct Captions {
    cues: Vec<Moment>,
    come: usize,
}

/// What brings a caption, ready to be looked at.
#[derive(Clone, Debug)]
enum Moment {
    At(Micros),
    When(Predicate),
}

impl Captions {
    /// Those of a scenario, none of which has come.
    ///
    /// # Errors
    /// What is wrong with one of its predicates, and where.
    pub fn of(scenario: &Scenario) -> Result<Self, BadInput> {
        let replicas = scenario.replicas.into();
        let cue = |(nth, caption): (usize, &Caption)| match &caption.cue {
            Cue::At(at) => Ok(Moment::At(*at)),
            Cue::When(text) => predicate(text, replicas, &format!("captions[{nth}].when")).map(Moment::When),
        };
        let cues = scenario.captions.iter().enumerate().map(cue).collect::<Result<_, _>>()?;
        Ok(Self { cues, come: 0 })
    }

    /// How many have come by the moment at hand; to be asked at the start of a run and after each event.
    pub fn come(&mut self, sight: &Sight<'_>) -> usize {
        let now = sight.cluster.now();
        while self.cues.get(self.come).is_some_and(|cue| match cue {
            Moment::At(at) => *at <= now,
            Moment::When(predicate) => predicate.holds(sight),
        }) {
            self.come += 1;
        }
        self.come
    }
}

/// Whether the predicates of a scenario can be read: what reading it leaves open, since it knows nothing of the language.
///
/// # Errors
/// What is wrong with one of them, and where.
#[inline(never)]
pub fn check_scenario(scenario: &Scenario) -> Result<(), BadInput> {
    Captions::of(scenario)?;
    let shows = scenario.shows.as_deref();
    shows.map_or(Ok(()), |text| predicate(text, scenario.replicas.into(), "shows").map(drop))
}

fn predicate(text: &str, replicas: usize, key: &str) -> Result<Predicate, BadInput> {
    Predicate::parse(text, replicas)
        .map_err(|bad| BadInput::new(format!("scenario.{key}"), format!("{}: {}", bad.place, bad.message)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Checker;
    use crate::sim::{Cluster, Record, Run, Watcher};

    /// When each caption came, in µs.
    struct Audience {
        captions: Captions,
        checker: Checker,
        seen: Vec<u64>,
    }

    impl Watcher for Audience {
        fn see(&mut self, cluster: &Cluster, records: &[Record]) {
            self.checker.see(cluster, records);
            let come = self.captions.come(&Sight { cluster, checker: &self.checker, records });
            self.seen.resize(come, cluster.now().0);
        }
    }

    fn seen(captions: &str) -> Vec<u64> {
        let text = format!(
            r#"{{ "replicas": 3, "network": {{ "latency_ms": [10, 10] }}, "captions": {captions},
                  "actions": [{{ "at_ms": 50, "do": "time_out", "replica": "S1" }}] }}"#
        );
        let scenario = Scenario::read(&text).unwrap_or_else(|bad| panic!("{bad}"));
        let captions = Captions::of(&scenario).unwrap_or_else(|bad| panic!("{bad}"));
        let mut run =
            Run::new(&scenario, Audience { captions, checker: Checker::default(), seen: Vec::new() });
        run.run_until(Micros(200_000));
        run.watcher.seen
    }

    #[test]
    fn a_caption_comes_at_its_time_or_with_the_event_after_which_its_predicate_holds() {
        let when = r#"{ "when": "S1.role = leader", "text": "S1 leads" }"#;
        assert_eq!(seen(&format!("[{when}]")), [70_000]);
        // Seen with the first event from then on.
        assert_eq!(seen(&format!(r#"[{{ "at_ms": 51, "text": "soon" }}, {when}]"#)), [60_000, 70_000]);
    }

    #[test]
    fn a_caption_waits_for_the_one_before_it() {
        let captions = r#"[{ "when": "S1.role = leader", "text": "a" }, { "when": "time > 50", "text": "b" },
            { "when": "leaders = 2", "text": "never" }, { "at_ms": 0, "text": "so this never either" }]"#;
        assert_eq!(seen(captions), [70_000, 70_000]);
    }

    #[test]
    fn a_predicate_that_cannot_be_read_is_refused_with_its_place() {
        for (key, said) in [
            (
                r#""captions": [{ "at_ms": 0, "text": "" }, { "when": "S9.up", "text": "" }]"#,
                "scenario.captions[1].when: column 1: ",
            ),
            (r#""shows": "5""#, "scenario.shows: column 1: "),
        ] {
            let scenario = Scenario::read(&format!("{{ {key} }}")).unwrap_or_else(|bad| panic!("{bad}"));
            let refused = check_scenario(&scenario).expect_err(key).to_string();
            assert!(refused.starts_with(said), "{refused}");
        }
        assert_eq!(check_scenario(&Scenario::default()), Ok(()));
    }
}
