//! The course's tests, run and judged without a page.

use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::*;

use crate::course::{Figure, Profile, Report, TestFile, grade, scenario_of};
use crate::raft::Micros;

use super::simulation::{refusal, shown, whole};

/// What came of a test of the course with one seed.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct GradeReport {
    /// The seed of the run.
    seed: f64,
    /// Whether the course passes it.
    passed: bool,
    /// Why not, each with the value and what is allowed.
    reasons: Vec<String>,
    /// `total_msgs`, `failures`, `duplicates` and `median_latency`.
    figures: Vec<FigureView>,
    /// What the course's grader counts.
    counts: CountsView,
    /// What it does not see.
    opinion: OpinionView,
    /// When the first thing came about that the run is blamed for, in µs of virtual time; null if there is none, or
    /// none with a moment.
    failed_at: Option<f64>,
    /// What is odd in the test file.
    warnings: Vec<String>,
}

/// A figure that the course's verdict looks at.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct FigureView {
    #[tsify(type = "'total_msgs' | 'failures' | 'duplicates' | 'median_latency'")]
    name: &'static str,
    /// Of the latency in seconds, and null if nothing was answered.
    value: Option<f64>,
    /// The bounds of the tiers bonus, full and partial, each to be stayed below; null if the file has none.
    #[tsify(type = "[number, number, number] | null")]
    bounds: Option<[f64; 3]>,
    /// Null without bounds.
    #[tsify(type = "'bonus' | 'full' | 'partial' | 'none' | null")]
    tier: Option<&'static str>,
}

/// What the course's grader counts.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CountsView {
    total_msgs: f64,
    generated_gets: f64,
    generated_puts: f64,
    failed_to_generate_get: f64,
    ok_gets: f64,
    ok_puts: f64,
    failed_get: f64,
    failed_put: f64,
    unanswered_gets: f64,
    unanswered_puts: f64,
    redirects: f64,
    duplicates: f64,
    incorrect: f64,
    died: f64,
}

/// What the course's grader does not see.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct OpinionView {
    #[tsify(type = "'linearizable' | 'not linearizable' | 'unknown'")]
    linearizable: &'static str,
    /// The first broken invariant of Raft, in a sentence.
    violation: Option<String>,
    /// Whether there was a second with more than four times the messages that its requests and heartbeats need, or
    /// max_packets was reached.
    storm: bool,
    /// The median latency of what was answered ok, in seconds.
    latency_without_redirects: Option<f64>,
}

/// Runs a test file of the course to its end and judges it. The profile is "course", which it is by default,
/// "default", or the text of a scenario for its settings.
///
/// # Errors
/// A `BadInput`: what is wrong with the text, the seed or the profile, and where.
#[wasm_bindgen(unchecked_return_type = "GradeReport")]
pub fn grade_test(text: &str, seed: f64, profile: Option<String>) -> Result<Ts<GradeReport>, JsValue> {
    let (test, seed, profile) = read(text, seed, profile)?;
    shown(&GradeReport::new(&grade(&test, Some(seed), &profile)))
}

/// The run that [`grade_test`] judges, as the text of a scenario.
///
/// # Errors
/// A `BadInput`: what is wrong with the text, the seed or the profile, and where.
#[wasm_bindgen]
pub fn course_scenario(text: &str, seed: f64, profile: Option<String>) -> Result<String, JsValue> {
    let (test, seed, profile) = read(text, seed, profile)?;
    Ok(scenario_of(&test, Some(seed), &profile).write())
}

fn read(text: &str, seed: f64, profile: Option<String>) -> Result<(TestFile, u64, Profile), JsValue> {
    let test = TestFile::read(text).map_err(refusal)?;
    let profile = Profile::read(&profile.unwrap_or_else(|| "course".into())).map_err(refusal)?;
    Ok((test, whole(seed, "seed")?, profile))
}

impl GradeReport {
    fn new(report: &Report) -> Self {
        let verdict = &report.verdict;
        Self {
            seed: report.seed as f64,
            passed: report.passed(),
            reasons: verdict.reasons.iter().map(|reason| reason.text.clone()).collect(),
            figures: verdict.figures.iter().map(FigureView::new).collect(),
            counts: CountsView::new(report),
            opinion: OpinionView::new(report),
            failed_at: report.failed_at.map(|at| at.0 as f64),
            warnings: report.warnings.clone(),
        }
    }
}

impl FigureView {
    fn new(figure: &Figure) -> Self {
        let Figure { name, value, bounds, tier } = *figure;
        Self { name, value, bounds, tier: tier.map(crate::course::Tier::name) }
    }
}

impl CountsView {
    fn new(Report { verdict, counts, .. }: &Report) -> Self {
        let number = |count: u64| count as f64;
        Self {
            total_msgs: verdict.figures[0].value.unwrap_or_default(),
            generated_gets: number(counts.generated_gets),
            generated_puts: number(counts.generated_puts),
            failed_to_generate_get: number(counts.failed_to_generate_get),
            ok_gets: number(counts.ok_gets),
            ok_puts: number(counts.ok_puts),
            failed_get: number(counts.failed_get),
            failed_put: number(counts.failed_put),
            unanswered_gets: number(verdict.unanswered_gets),
            unanswered_puts: number(verdict.unanswered_puts),
            redirects: number(counts.redirects),
            duplicates: number(counts.duplicates),
            incorrect: number(counts.incorrect),
            died: number(counts.died),
        }
    }
}

impl OpinionView {
    fn new(Report { opinion, .. }: &Report) -> Self {
        Self {
            linearizable: opinion.linearizable.name(),
            violation: opinion.violation.as_ref().map(ToString::to_string),
            storm: opinion.storm.is_some(),
            latency_without_redirects: opinion
                .latency_without_redirects
                .map(|Micros(latency)| latency as f64 / 1e6),
        }
    }
}
