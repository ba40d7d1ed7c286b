//! One run for JavaScript: the cluster, its script, its checks and its trace, without the queue.

use js_sys::{Float64Array, Uint32Array};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::check::Checker;
use crate::check::linearizability::{self, BUDGET, Model, check};
use crate::course::read_any;
use crate::explain::{Question, explain};
use crate::predicate::check_scenario;
use crate::raft::{Chunks, LogIndex, Micros};
use crate::sim::scenario::{BadInput, plain, read_action};
use crate::sim::{
    Address, Cluster, Errand, Form, Handling, Journal, Landmark, MessageId, Record, Scenario, Script, Slot,
    Timed, Topic, Watcher, What, marks,
};

use super::explanation::Explanation;
use super::faults::{Cuts, FaultView};
use super::linearizability::{History, LinearizabilityReport};
use super::packed::{self, header};
use super::predicates::Sought;
use super::room::Room;
use super::settings_view::SettingsView;
use super::views::{AnswerView, CountersView, EntryView, EventView, MessageView, ReplicaView, ViolationView};
use super::witness::Witness;

/// How far back an event that passes a filter is looked for, so that a filter costs no more than a frame.
const LOOK_BACK: usize = 100_000;

/// One cluster in virtual time. Whoever drives it holds the queue, and calls [`Simulation::deliver`],
/// [`Simulation::wake`] or [`Simulation::act`] for what comes next; what it then needs lies in the header.
#[wasm_bindgen]
pub struct Simulation {
    pub(super) scenario: Scenario,
    pub(super) moment: Moment,
    /// What happened, in order. It only grows.
    pub(super) trace: Chunks<Record>,
    header: [f64; header::LENGTH],
    outbox: Vec<f64>,
    /// Who looks on, if anyone does.
    pub(super) witness: Option<Box<Witness>>,
    room: Room,
    /// Moments to come back to, by their numbers; one that is given up leaves a gap for the next.
    checkpoints: Vec<Option<(Moment, Chunks<Record>)>>,
    /// What this run is searched for.
    pub(super) sought: Option<Box<Sought>>,
}

/// All of a run that changes, but for its trace. A clone shares what both have in common.
#[derive(Clone)]
pub(super) struct Moment {
    pub(super) cluster: Cluster,
    pub(super) script: Script,
    pub(super) checker: Checker,
    /// The number of the last record worth a caption.
    caption: Option<usize>,
    cuts: Cuts,
}

impl Moment {
    fn first(scenario: &Scenario, script: Script) -> Self {
        Self {
            cluster: Cluster::new(scenario),
            script,
            checker: Checker::default(),
            caption: None,
            cuts: Cuts::default(),
        }
    }
}

#[wasm_bindgen]
impl Simulation {
    /// A run of a scenario (its text: our JSON, or a test file of the course), at its start. A seed replaces
    /// that of the file.
    ///
    /// # Errors
    /// A `BadInput`: what is wrong with the text, and where.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str, seed: Option<f64>) -> Result<Self, JsValue> {
        let mut scenario = read_any(text).map_err(refusal)?;
        if let Some(seed) = seed {
            scenario.seed = whole(seed, "seed")?;
        }
        if scenario.shows.is_some() || !scenario.captions.is_empty() {
            check_scenario(&scenario).map_err(refusal)?;
        }
        let script = Script::new(std::mem::take(&mut scenario.script));
        let moment = Moment::first(&scenario, script);
        let mut simulation = Self {
            scenario,
            moment,
            trace: Chunks::default(),
            header: [0.0; header::LENGTH],
            outbox: Vec::new(),
            witness: None,
            room: Room::default(),
            checkpoints: Vec::new(),
            sought: None,
        };
        simulation.take_note();
        Ok(simulation)
    }

    /// A message reaches its end.
    pub fn deliver(&mut self, slot: u32, now: f64) {
        if let Some(witness) = &mut self.witness {
            witness.receives(self.moment.cluster.post().envelope(Slot(slot)));
        }
        let outcome = self.moment.cluster.deliver(Slot(slot), Micros(now as u64));
        self.header[header::OUTCOME] = f64::from(outcome as u8);
        self.take_note();
    }

    /// The earliest deadline has come.
    pub fn wake(&mut self, now: f64) {
        self.moment.cluster.wake(Micros(now as u64));
        self.take_note();
    }

    /// The next action of the script runs. What it asks of the queue lies in the header.
    pub fn act(&mut self, now: f64) {
        let Moment { cluster, script, cuts, .. } = &mut self.moment;
        let errand = script.take_next().and_then(|timed| cluster.act(&timed.action, Micros(now as u64)));
        cuts.note(Micros(now as u64), cluster);
        self.header[header::VERB] = 0.0;
        if let Some(Errand { message, handling }) = errand {
            let (verb, by) = match handling {
                Handling::Deliver => (1.0, None),
                Handling::Delay(by) => (2.0, Some(by)),
                Handling::Drop => (3.0, None),
                Handling::Duplicate => (4.0, None),
            };
            self.header[header::VERB] = verb;
            self.header[header::MESSAGE] = message.0 as f64;
            self.header[header::BY] = by.unwrap_or_default() as f64;
            if let (Handling::Deliver | Handling::Delay(_), Some(slot)) =
                (handling, cluster.post().slot_of(message))
            {
                cluster.reschedule_message(slot, by);
            }
        }
        self.take_note();
    }

    /// A message is dropped by hand.
    pub fn drop(&mut self, slot: u32, _now: f64) {
        if let Some(witness) = &mut self.witness {
            witness.receives(self.moment.cluster.post().envelope(Slot(slot)));
        }
        self.moment.cluster.drop_message(Slot(slot));
        self.take_note();
    }

    /// A message is duplicated by hand.
    pub fn duplicate(&mut self, slot: u32, _now: f64, _due: f64) {
        self.moment.cluster.duplicate_message(Slot(slot));
        self.take_note();
    }

    /// An action named a message that is no longer in flight.
    pub fn missing(&mut self, id: f64, _now: f64) {
        self.moment.cluster.message_gone(MessageId(id as u64));
        self.take_note();
    }

    /// Where the header lies in memory.
    #[must_use]
    pub fn header_ptr(&self) -> u32 {
        self.header.as_ptr() as u32
    }

    /// Where the outbox lies in memory.
    #[must_use]
    pub fn outbox_ptr(&self) -> u32 {
        self.outbox.as_ptr() as u32
    }

    /// Puts an action of a person (JSON) into the script.
    ///
    /// # Errors
    /// A `BadInput`: what is wrong with the action, and where.
    pub fn enqueue(&mut self, action: &str, at: f64) -> Result<(), JsValue> {
        let at = Micros(whole(at, "at")?);
        let action = read_action(action, self.scenario.replicas, self.scenario.clients).map_err(refusal)?;
        self.moment.script.add(Timed { at, action });
        self.header[header::NEXT_ACTION] = packed::time(self.moment.script.next_at());
        Ok(())
    }

    /// Keeps the present moment, to come back to, and gives its number. Messages in flight are kept, but not the
    /// order in which the queue has them.
    pub fn save(&mut self) -> usize {
        self.room.keep_ahead();
        let kept = Some((self.moment.clone(), self.trace.clone()));
        let gap = self.checkpoints.iter().position(Option::is_none);
        let number = gap.unwrap_or(self.checkpoints.len());
        match self.checkpoints.get_mut(number) {
            Some(gap) => *gap = kept,
            None => self.checkpoints.push(kept),
        }
        number
    }

    /// Goes back, or forth, to a moment that was kept. Of the actions that people added, the script has only those
    /// that were done by then.
    ///
    /// # Errors
    /// A `BadInput` if it was given up, or never kept.
    pub fn restore(&mut self, checkpoint: usize) -> Result<(), JsValue> {
        let kept = self.checkpoints.get(checkpoint).and_then(Option::as_ref);
        let (moment, trace) = kept.ok_or_else(|| bad("checkpoint", "it is not kept".into()))?;
        (self.moment, self.trace) = (moment.clone(), trace.clone());
        self.moment.script.forget_added();
        self.take_note();
        Ok(())
    }

    /// Goes back to the start, with the actions of the scenario only. Nothing needs to be kept for it.
    pub fn rewind(&mut self) {
        let mut script = std::mem::take(&mut self.moment.script);
        script.rewind();
        self.moment = Moment::first(&self.scenario, script);
        self.trace = Chunks::default();
        self.take_note();
    }

    /// How many of the actions that people added are done.
    #[must_use]
    pub fn added_done(&self) -> usize {
        self.moment.script.added_done()
    }

    /// What stands out in the run up to `now`, packed.
    #[must_use]
    pub fn marks(&self, now: f64) -> Float64Array {
        let patience = self.moment.cluster.blueprint().settings.election_timeout_most;
        let marks = marks(self.trace.iter_from(0), patience, Micros(now as u64));
        marks.iter().flat_map(packed::mark).collect::<Vec<_>>().as_slice().into()
    }

    /// When the first `landmark` ("election", "commit" or "violation") happened, of the events from one on, by its
    /// number; a commit index above `committed` is one.
    #[must_use]
    pub fn first_landmark(&self, landmark: &str, from: usize, committed: f64) -> Option<f64> {
        let committed = LogIndex(committed as u64);
        let at = Landmark::named(landmark)?.first(self.trace.iter_from(from), committed)?;
        Some(at.0 as f64)
    }

    /// When the last one happened, of those before a time.
    #[must_use]
    pub fn last_landmark(&self, landmark: &str, before: f64) -> Option<f64> {
        let back = (0..self.trace.len()).rev().take(LOOK_BACK).filter_map(|number| self.trace.get(number));
        let at = Landmark::named(landmark)?.last(back.filter(|record| (record.at.0 as f64) < before))?;
        Some(at.0 as f64)
    }

    /// Gives a kept moment up.
    pub fn forget(&mut self, checkpoint: usize) {
        if let Some(kept) = self.checkpoints.get_mut(checkpoint) {
            *kept = None;
        }
    }

    /// The replicas, packed.
    #[must_use]
    pub fn replicas(&self) -> Float64Array {
        let mut packed = Vec::new();
        let configuration = self.moment.cluster.newest_configuration();
        for replica in self.moment.cluster.replicas() {
            packed.extend_from_slice(&packed::replica(replica, configuration));
        }
        packed.as_slice().into()
    }

    /// For each replica, a bit for each replica that nothing of it reaches.
    #[must_use]
    pub fn cuts(&self) -> Uint32Array {
        Cuts::now(&self.moment.cluster).as_slice().into()
    }

    /// nextIndex and matchIndex of the newest leader, a pair for each replica; empty without a leader.
    #[must_use]
    pub fn progress(&self) -> Float64Array {
        let cluster = &self.moment.cluster;
        let Some(leader) = cluster.newest_leader() else { return Float64Array::new_with_length(0) };
        let mut pairs = Vec::new();
        for id in cluster.blueprint().roster.replicas.iter() {
            let seen = leader.progress(id);
            pairs.push(seen.map_or(0.0, |seen| seen.next.0 as f64));
            pairs.push(seen.map_or(0.0, |seen| seen.matched.0 as f64));
        }
        pairs.as_slice().into()
    }

    /// The rolling hash of the run.
    #[must_use]
    pub fn hash(&self) -> String {
        self.moment.cluster.post().hash.to_string()
    }

    /// The terms of `count` entries from `first` on, replica by replica; 0 where there is none.
    #[must_use]
    pub fn log_terms(&self, first: f64, count: u32) -> Float64Array {
        let first = (first as u64).clamp(1, 1 << 53);
        let mut terms = Vec::new();
        for replica in self.moment.cluster.replicas() {
            for index in first..first + u64::from(count) {
                terms.push(replica.log().entry(LogIndex(index)).map_or(0.0, |entry| entry.term.0 as f64));
            }
        }
        terms.as_slice().into()
    }

    /// A replica, whole.
    ///
    /// # Errors
    /// A `BadInput` if there is no such replica.
    pub fn replica(&self, name: &str) -> Result<Ts<ReplicaView>, JsValue> {
        let cluster = &self.moment.cluster;
        shown(&ReplicaView::new(self.find(name)?, cluster))
    }

    /// A message in flight.
    ///
    /// # Errors
    /// A `BadInput` if there is none in that slot.
    pub fn message(&self, slot: u32) -> Result<Ts<MessageView>, JsValue> {
        let envelope = self.moment.cluster.post().envelope(Slot(slot));
        let envelope = envelope.ok_or_else(|| bad("message", "it is no longer in flight".into()))?;
        shown(&MessageView::new(envelope))
    }

    /// An entry in the log of a replica, if it is there.
    ///
    /// # Errors
    /// A `BadInput` if there is no such replica.
    pub fn entry(&self, replica: &str, index: f64) -> Result<Option<Ts<EntryView>>, JsValue> {
        EntryView::new(self.find(replica)?, LogIndex(index as u64), &self.moment.cluster)
            .as_ref()
            .map(shown)
            .transpose()
    }

    /// The newest `count` events before number `before` that are of one of `kinds` and concern `subject`,
    /// oldest first.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for them.
    #[allow(clippy::needless_pass_by_value, reason = "wasm-bindgen hands over what JavaScript gives")]
    pub fn events(
        &self,
        count: usize,
        before: Option<f64>,
        subject: Option<String>,
        kinds: Option<Vec<String>>,
    ) -> Result<Vec<Ts<EventView>>, JsValue> {
        let before = before.map_or(self.trace.len(), |before| (before as usize).min(self.trace.len()));
        let subject = subject.as_deref().and_then(Address::named);
        let wanted = |record: &Record| {
            let kind = Topic::of(&record.what).name();
            kinds.as_ref().is_none_or(|kinds| kinds.iter().any(|wanted| wanted == kind))
                && (subject.is_none() || record.subject == subject || record.peer() == subject)
        };
        let mut found: Vec<EventView> = (before.saturating_sub(LOOK_BACK)..before)
            .rev()
            .filter_map(|number| Some((number, self.trace.get(number)?)))
            .filter(|(_, record)| wanted(record))
            .take(count)
            .map(|(number, record)| EventView::new(number, record, &self.moment.cluster))
            .collect();
        found.reverse();
        found.iter().map(shown).collect()
    }

    /// The newest event that is worth a caption.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for it.
    pub fn caption(&self) -> Result<Option<Ts<EventView>>, JsValue> {
        let newest = self.moment.caption.and_then(|number| Some((number, self.trace.get(number)?)));
        let view = newest.map(|(number, record)| EventView::new(number, record, &self.moment.cluster));
        view.as_ref().map(shown).transpose()
    }

    /// The last `count` operations of clients, oldest first.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for them.
    pub fn answers(&self, count: usize) -> Result<Vec<Ts<AnswerView>>, JsValue> {
        let history = self.moment.cluster.clients().history();
        let first = history.len().saturating_sub(count);
        let last = (first..).zip(history.iter_from(first));
        last.map(|(number, exchange)| shown(&AnswerView::new(number, exchange))).collect()
    }

    /// Crashes and cuts so far, in the order of time.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for them.
    pub fn faults(&self) -> Result<Vec<Ts<FaultView>>, JsValue> {
        self.moment.cuts.faults(self.trace.iter_from(0)).iter().map(shown).collect()
    }

    /// The figures of the run.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for them.
    pub fn counters(&self) -> Result<Ts<CountersView>, JsValue> {
        shown(&CountersView::new(&self.moment.cluster))
    }

    /// The first invariant that broke, if one did.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for it.
    pub fn violation(&self) -> Result<Option<Ts<ViolationView>>, JsValue> {
        let violation = self.moment.checker.violation().map(ViolationView::new);
        violation.as_ref().map(shown).transpose()
    }

    /// What the clients of the run have asked and were told so far.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for it.
    pub fn history(&self) -> Result<Ts<History>, JsValue> {
        shown(&History::new(&self.clients_history()))
    }

    /// Whether that is linearizable, in at most `budget` steps.
    ///
    /// # Errors
    /// A `BadInput` if the budget is no whole number.
    pub fn linearizability(&self, budget: Option<f64>) -> Result<Ts<LinearizabilityReport>, JsValue> {
        let budget = budget.map_or(Ok(BUDGET), |budget| whole(budget, "budget"))?;
        shown(&LinearizabilityReport::new(&check(&self.clients_history(), Model::Store, budget)))
    }

    /// Why something is as it is. The question is a `Question` as JSON.
    ///
    /// # Errors
    /// A `BadInput`: what is wrong with the question, and where.
    pub fn explain(&self, question: &str) -> Result<Ts<Explanation>, JsValue> {
        let Scenario { replicas, clients, .. } = self.scenario;
        let question = Question::read(question, replicas, clients).map_err(refusal)?;
        shown(&Explanation::new(explain(question, &self.moment.cluster, &self.trace)))
    }

    /// The settings as they stand.
    ///
    /// # Errors
    /// None, but that JavaScript has no room for them.
    pub fn settings(&self) -> Result<Ts<SettingsView>, JsValue> {
        shown(&SettingsView::new(&self.scenario, &self.moment.cluster))
    }

    /// The run as a scenario file: settings, seed and every action.
    #[must_use]
    pub fn export(&self) -> String {
        let script = &self.moment.script;
        // What was done after the scenario's end is part of the run, which then ends with it.
        let end = self.scenario.end.map(|end| end.max(script.done_until()));
        self.scenario.write_with(script.iter(), end)
    }

    /// Keeps a journal from now on: "ndjson", "shiviz", or "text", which any other name stands for.
    pub fn keep_journal(&mut self, format: &str) {
        let form = Form::named(format).unwrap_or(Form::Words);
        let journal = Journal::begin(form, &mut self.moment.cluster);
        self.witness = Some(Box::new(Witness::Journal(journal)));
    }

    /// What the journal has since this was last asked.
    pub fn take_journal(&mut self) -> String {
        let journal = self.witness.as_mut().and_then(|witness| witness.journal());
        journal.map(Journal::take).unwrap_or_default()
    }

    /// How many actions the script has, done and ahead.
    #[must_use]
    pub fn script_len(&self) -> usize {
        self.moment.script.len()
    }
}

/// For the bench, which loads the cluster without clients. JavaScript sees nothing of it.
impl Simulation {
    /// The cluster as it is now.
    #[must_use]
    pub const fn cluster(&self) -> &Cluster {
        &self.moment.cluster
    }

    /// Changes the cluster directly.
    pub fn load<T>(&mut self, work: impl FnOnce(&mut Cluster) -> T) -> T {
        let done = work(&mut self.moment.cluster);
        self.take_note();
        done
    }

    /// Tells the queue of an action that is not in the script.
    pub const fn announce_action(&mut self, at: f64) {
        self.header[header::NEXT_ACTION] = at;
    }
}

impl Simulation {
    fn clients_history(&self) -> linearizability::History {
        linearizability::History::of(self.moment.cluster.clients())
    }

    fn find(&self, name: &str) -> Result<&crate::sim::Replica, JsValue> {
        let found = match Address::named(name) {
            Some(Address::Replica(id)) => self.moment.cluster.replica(id),
            _ => None,
        };
        found.ok_or_else(|| {
            bad(
                "replica",
                format!("\"{name}\" is no replica of this cluster: S1 to S{}", self.scenario.replicas),
            )
        })
    }

    /// Looks at what happened, keeps it, and packs what was sent.
    fn take_note(&mut self) {
        self.room.keep_ahead();
        let Moment { cluster, checker, script, caption, .. } = &mut self.moment;
        if let Some(witness) = &mut self.witness {
            witness.note(cluster, cluster.records());
        }
        let broken_before = checker.violation().is_some();
        checker.see(cluster, cluster.records());
        if !cluster.records().is_empty() {
            for record in cluster.records() {
                if record.notable() {
                    *caption = Some(self.trace.len());
                }
                self.trace.push(*record);
            }
            cluster.clear_records();
        }
        let newly = checker.violation().filter(|_| !broken_before).map(|broken| {
            let what = What::Broken { invariant: broken.invariant.name() };
            Record { at: broken.at, subject: None, what, message: None }
        });
        if let Some(record) = newly {
            *caption = Some(self.trace.len());
            self.trace.push(record);
        }
        self.outbox.clear();
        for (slot, envelope) in cluster.post().fresh() {
            self.outbox.extend_from_slice(&packed::flight(slot, envelope));
        }
        cluster.post_mut().clear_fresh();
        if let (Some(witness), Some(record)) = (&mut self.witness, newly) {
            witness.note(cluster, &[record]);
        }

        let header = &mut self.header;
        header[header::NEXT_DEADLINE] = packed::time(cluster.next_deadline());
        header[header::NEXT_ACTION] = packed::time(script.next_at());
        header[header::SENDS] = (self.outbox.len() / packed::FLIGHT) as f64;
        header[header::OUTBOX] = self.outbox.as_ptr() as usize as f64;
        header[header::EVENTS] = self.trace.len() as f64;
        header[header::VIOLATED] = f64::from(u8::from(checker.violation().is_some()));
        header[header::OVER] = f64::from(u8::from(cluster.is_over()));
    }
}

/// A whole number of JavaScript: 0 to 2^53 − 1.
pub(super) fn whole(number: f64, place: &str) -> Result<u64, JsValue> {
    let fits = number.fract() == 0.0 && (0.0..9_007_199_254_740_992.0).contains(&number);
    if fits {
        Ok(number as u64)
    } else {
        Err(bad(place, format!("{} is not a whole number from 0 to 2^53 − 1", plain(number))))
    }
}

fn bad(place: &str, message: String) -> JsValue {
    refusal(BadInput::new(place.into(), message))
}

/// A view as the object that JavaScript sees.
pub(super) fn shown<T: Tsify + Serialize>(view: &T) -> Result<Ts<T>, JsValue> {
    view.into_ts().map_err(|_| JsError::new("JavaScript takes no more objects").into())
}

/// What JavaScript catches: a plain object with `place` and `message`.
#[allow(clippy::needless_pass_by_value, reason = "it stands in map_err")]
pub(super) fn refusal(bad: BadInput) -> JsValue {
    serde_wasm_bindgen::to_value(&bad).unwrap_or(JsValue::NULL)
}
