//! The settings with which the replicas go into a test of the course.

use crate::raft::{Micros, NodeId, Rules, Settings};
use crate::sim::scenario::{Asking, BadInput, Json, Scenario};

/// The settings that are tuned for the course's tests.
const COURSE: &str = include_str!("course.json");

/// Settings for a test file, which has none of its own: those of a scenario, without what the test file decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    raft: Settings,
    rules: Rules,
    sync: Micros,
    sync_of: Vec<(NodeId, Micros)>,
    asking: Asking,
    /// The least and the greatest time of a hop, if it is another than the grader's.
    latency: Option<(Micros, Micros)>,
}

impl Profile {
    /// The profile of that name, "course" or "default"; or the settings of a scenario, if it is the text of one.
    ///
    /// # Errors
    /// If it is neither: what is wrong with it, and where.
    pub fn read(text: &str) -> Result<Self, BadInput> {
        match text {
            "course" => Self::from_json(&Json::parse(COURSE)?),
            "default" => Ok(Self::of(Scenario::default())),
            scenario if scenario.trim_start().starts_with('{') => Self::from_json(&Json::parse(scenario)?),
            _ => Err(BadInput::new(
                "profile".into(),
                format!("\"{text}\" is not allowed: course, default, or a scenario for its settings"),
            )),
        }
    }

    fn from_json(json: &Json) -> Result<Self, BadInput> {
        let scenario = Scenario::from_json(json)?;
        let own_latency = json.get("network").is_some_and(|network| network.get("latency_ms").is_some());
        let latency = (scenario.network.latency_least, scenario.network.latency_most);
        Ok(Self { latency: own_latency.then_some(latency), ..Self::of(scenario) })
    }

    fn of(scenario: Scenario) -> Self {
        let Scenario { raft, rules, sync, sync_of, asking, .. } = scenario;
        Self { raft, rules, sync, sync_of, asking, latency: None }
    }

    /// Gives a test these settings.
    pub fn apply(&self, test: &mut Scenario) {
        let Self { raft, rules, sync, sync_of, asking, latency } = self.clone();
        let sync_of = sync_of.into_iter().filter(|&(id, _)| id.0 < test.replicas).collect();
        if let Some((least, most)) = latency {
            test.network.latency_least = least;
            test.network.latency_most = most;
        }
        *test = Scenario { raft, rules, sync, sync_of, asking, ..std::mem::take(test) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::TestFile;

    fn test() -> Scenario {
        let text = r#"{"lifetime": 5, "replicas": 3, "requests": 10, "drops": 0.25, "seed": 4}"#;
        TestFile::read(text).expect("it reads").scenario
    }

    fn with(profile: &str) -> Scenario {
        let mut test = test();
        Profile::read(profile).expect(profile).apply(&mut test);
        test
    }

    #[test]
    fn the_default_profile_leaves_a_test_as_it_is() {
        assert_eq!(with("default"), test());
    }

    #[test]
    fn the_course_profile_changes_settings_of_the_replicas_and_nothing_else() {
        let tuned = with("course");
        assert_ne!(tuned.raft, test().raft);
        assert_eq!(Scenario { raft: test().raft, ..tuned }, test());
    }

    #[test]
    fn the_settings_of_a_scenario_are_a_profile_without_what_the_test_decides() {
        let tuned = with(
            r#"{"replicas": 5, "clients": 2, "seed": 9, "raft": {"heartbeat_ms": 20},
                 "network": {"loss": 0.5, "duplication": 0.5}, "disk": {"sync_ms": 1, "sync_ms_of": {"S3": 2, "S5": 3}},
                 "rules_off": ["VoteOncePerTerm"], "workload": {"rate": 2}, "asking": {"retry_ms": 100}, "end_ms": 1}"#,
        );
        assert_eq!(tuned.raft.heartbeat, Micros::from_millis(20));
        assert_eq!((tuned.sync, tuned.asking.retry), (Micros(1_000), Micros(100_000)));
        assert_eq!(tuned.sync_of, [(NodeId(2), Micros(2_000))], "of replicas that the test has");
        assert_ne!(tuned.rules, test().rules);
        let test = test();
        assert_eq!(
            (tuned.replicas, tuned.clients, tuned.seed, tuned.network, tuned.workload, tuned.end),
            (test.replicas, test.clients, test.seed, test.network, test.workload, test.end)
        );
    }

    #[test]
    fn the_time_of_a_hop_is_the_graders_unless_the_profile_has_one() {
        let tuned = with(r#"{"network": {"latency_ms": [1, 2], "loss": 0.5}}"#).network;
        assert_eq!((tuned.latency_least, tuned.latency_most), (Micros(1_000), Micros(2_000)));
        assert_eq!(tuned.loss, 0.25);
    }

    #[test]
    fn what_is_no_profile_is_refused() {
        let said = Profile::read("fast").expect_err("there is none").to_string();
        assert_eq!(said, "profile: \"fast\" is not allowed: course, default, or a scenario for its settings");
        assert_eq!(Profile::read(r#"{"replicas": 0}"#).expect_err("it is wrong").place, "scenario.replicas");
    }
}
