//! The gallery: each of its scenarios shows what it says it shows, and all its captions come.
//!
//! `scenarios/gallery/cards.json` is what the page shows of each, with the cluster as it is at the moment at which the
//! scenario shows what it claims. `RECORD=1 cargo test --test gallery` writes it anew.

mod card;

use std::fs;
use std::path::{Path, PathBuf};

use raft_playground::check::Checker;
use raft_playground::predicate::{Captions, Predicate, Sight};
use raft_playground::raft::Micros;
use raft_playground::sim::{Cluster, Record, Run, Scenario, Watcher};

use card::{Card, Picture};

/// A scenario that has no end shows all that it has to show by then, while people watch.
const SHORT: Micros = Micros(3_000_000);

struct Exhibit {
    id: String,
    scenario: Scenario,
}

/// The scenarios of the gallery, in its order: those of the index that belong to a chapter.
fn exhibits() -> Vec<Exhibit> {
    let index: Vec<serde_json::Value> =
        serde_json::from_str(&text("index.json")).expect("the index is a list");
    let in_gallery = index.iter().filter(|entry| entry["chapter"].is_string());
    in_gallery
        .map(|entry| {
            let word = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
            let id = word("id");
            let scenario = Scenario::read(&text(&word("file"))).unwrap_or_else(|bad| panic!("{id}: {bad}"));
            Exhibit { id, scenario }
        })
        .collect()
}

fn place(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(place(file)).unwrap_or_default()
}

/// Sees which captions come, and what the cluster looks like when the scenario shows what it claims.
struct Visitor {
    checker: Checker,
    captions: Captions,
    come: usize,
    shows: Predicate,
    picture: Option<Picture>,
}

impl Visitor {
    fn look(&mut self, cluster: &Cluster, records: &[Record]) {
        let sight = Sight { cluster, checker: &self.checker, records };
        self.come = self.captions.come(&sight);
        if self.picture.is_none() && self.shows.holds(&sight) {
            self.picture = Some(Picture::of(cluster));
        }
    }
}

impl Watcher for Visitor {
    fn see(&mut self, cluster: &Cluster, records: &[Record]) {
        self.checker.see(cluster, records);
        self.look(cluster, records);
    }
}

impl Exhibit {
    fn visited(&self) -> Visitor {
        let Self { id, scenario } = self;
        let shows = scenario.shows.as_deref().unwrap_or_else(|| panic!("{id} says what it shows"));
        let read = Predicate::parse(shows, scenario.replicas.into());
        let visitor = Visitor {
            checker: Checker::default(),
            captions: Captions::of(scenario).unwrap_or_else(|bad| panic!("{id}: {bad}")),
            come: 0,
            shows: read.unwrap_or_else(|bad| panic!("{id}, shows: {bad}")),
            picture: None,
        };
        let mut run = Run::new(scenario, visitor);
        run.run_until(scenario.end.unwrap_or(SHORT));
        run.watcher
    }
}

#[test]
fn every_scenario_of_the_gallery_shows_what_it_claims_and_all_its_captions_come() {
    let lacking: Vec<String> = exhibits()
        .iter()
        .filter_map(|exhibit| {
            let (visitor, captions) = (exhibit.visited(), exhibit.scenario.captions.len());
            let shown = if visitor.picture.is_some() { "" } else { "; what it claims never holds" };
            let missing = visitor.come < captions || !shown.is_empty();
            missing.then(|| format!("{}: {} of {captions} captions come{shown}", exhibit.id, visitor.come))
        })
        .collect();
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn a_scenario_of_the_gallery_breaks_an_invariant_only_where_a_rule_is_off() {
    for exhibit in exhibits() {
        let violation = exhibit.visited().checker.violation().cloned();
        let broken = exhibit.scenario.rules.off().next().is_some();
        assert!(violation.is_none() || broken, "{}: {violation:?}", exhibit.id);
    }
}

#[test]
fn the_gallery_has_twenty_scenarios_and_more_with_a_section_and_captions_that_can_be_read() {
    let exhibits = exhibits();
    assert!(exhibits.len() >= 20, "{}", exhibits.len());
    for Exhibit { id, scenario } in &exhibits {
        assert!(scenario.section.contains('§'), "{id} names its section: {}", scenario.section);
        assert!((3..=10).contains(&scenario.captions.len()), "{id}: {} captions", scenario.captions.len());
        for caption in &scenario.captions {
            let length = caption.text.chars().count();
            assert!((10..=180).contains(&length), "{id}: {length} characters: {}", caption.text);
        }
    }
}

#[test]
fn the_cards_of_the_gallery_are_as_recorded() {
    let cards: Vec<String> = exhibits()
        .iter()
        .filter_map(|exhibit| {
            let picture = exhibit.visited().picture?;
            serde_json::to_string(&Card::new(&exhibit.id, &exhibit.scenario, picture)).ok()
        })
        .collect();
    let found = format!("[\n{}\n]\n", cards.join(",\n"));
    let file = "gallery/cards.json";
    if std::env::var_os("RECORD").is_some() {
        fs::create_dir_all(place("gallery")).expect("the folder can be made");
        fs::write(place(file), found).expect("the file can be written");
        return;
    }
    assert!(
        found == text(file),
        "the scenarios have changed: `RECORD=1 cargo test --test gallery` writes {file} anew"
    );
}
