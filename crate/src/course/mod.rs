//! The tests of the networks course that the playground serves.
//!
//! The course grades a student's program by test files: a workload of eight clients, a share of messages to
//! lose, kills and partitions, and bounds for what is counted. [`TestFile`] reads such a file as a scenario of
//! ours and the [`Bounds`] of its verdict; [`grade()`] runs it with the settings of a [`Profile`], and makes its
//! [`Report`]: the course's [`Verdict`], from the books that the grader kept (`sim::grader`), and our own
//! [`Opinion`] of what the course's grader does not see.
//!
//! [`Member`] is one of our replicas by itself, which speaks the course's protocol over any transport; [`wire`] is
//! that protocol.

mod grading;
mod member;
mod profile;
mod storm;
mod test_file;
mod verdict;
pub mod wire;

use crate::sim::scenario::{BadInput, Json, Scenario};

pub use grading::{Opinion, Report, grade, scenario_of};
pub use member::{Member, Output};
pub use profile::Profile;
pub use test_file::{Bounds, TestFile, Tiers};
pub use verdict::{Figure, Reason, Tier, Verdict};

/// Reads a scenario in our format, or a test file of the course, whichever the text is.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read_any(text: &str) -> Result<Scenario, BadInput> {
    let json = Json::parse(text)?;
    // The course requires both of these keys; our format has neither.
    let of_the_course = ["lifetime", "requests"].iter().any(|key| json.get(key).is_some());
    if of_the_course { Ok(TestFile::from_json(&json)?.scenario) } else { Scenario::from_json(&json) }
}
