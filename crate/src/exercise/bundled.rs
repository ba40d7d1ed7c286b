//! The exercises that come with the project: one folder each, and one line here.

use super::Exercise;

macro_rules! bundled {
    ($($folder:literal)+) => {
        /// The texts of all of them, each with the name of its folder, in the order in which they are to be done.
        pub const BUNDLED: &[(&str, &str)] =
            &[$(($folder, include_str!(concat!("../../exercises/", $folder, "/exercise.json"))),)+];
    };
}

bundled! {
    "01-who-wins"
    "02-stop-the-cluster"
    "03-split-vote"
    "04-two-leaders"
    "05-tune-timeouts"
    "06-logs-that-differ"
    "07-surviving-entry"
    "08-denied-election"
    "09-figure-8"
    "10-forgotten-vote"
    "11-stale-read"
    "12-applied-twice"
    "13-find-the-bug"
    "14-shrink-it"
}

/// The one of this id, which is also the name of its folder behind the number.
#[must_use]
pub fn bundled(id: &str) -> Option<Exercise> {
    let (_, text) =
        BUNDLED.iter().find(|(folder, _)| folder.split_once('-').is_some_and(|(_, name)| name == id))?;
    // The tests hold that each can be read.
    Exercise::read(text).ok()
}
