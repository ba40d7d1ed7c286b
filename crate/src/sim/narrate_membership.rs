//! What happened to who takes part, in words.

use crate::raft::{ChangeRefusal, Configuration, Event, LogIndex};

use super::narrate::names;

/// An event of membership; of any other there is nothing to say here.
#[inline(never)]
pub(super) fn describe_membership(who: &str, event: &Event) -> String {
    match *event {
        Event::ChangeBegun { voters, learners } => {
            let next = Configuration { voters, learners, ..Configuration::default() };
            format!("{who} begins to change the configuration to {}", configuration(next))
        }
        Event::ChangeRefused { why } => {
            format!("{who} refuses to change the configuration: {}", change_refusal(why))
        }
        Event::Configured { index: LogIndex::ZERO, configuration: first } => {
            format!("{who} goes by the configuration of the start again: {}", configuration(first))
        }
        Event::Configured { index, configuration: next } => {
            format!("{who} goes by the configuration of entry {index} from now on: {}", configuration(next))
        }
        Event::ConfigurationCommitted { index, configuration: done } => {
            format!("The configuration of entry {index} is committed: {}", configuration(done))
        }
        Event::Resigned { index, term } => {
            format!(
                "{who} no longer leads term {term}: it does not vote in the configuration of entry {index}"
            )
        }
        Event::DoesNotStand => format!("{who} does not stand for election: it is no voter"),
        _ => String::new(),
    }
}

fn change_refusal(why: ChangeRefusal) -> String {
    match why {
        ChangeRefusal::Unfinished { index } => format!("the one of entry {index} is not finished"),
        ChangeRefusal::NothingCommitted { term } => format!("nothing of its term {term} is committed yet"),
        ChangeRefusal::Nothing => "the present one does not become another by it".into(),
        ChangeRefusal::NoVoter => "nobody would be left to vote".into(),
    }
}

/// "S1, S2, S3; learners S4", and while joint both sets of voters.
pub(super) fn configuration(configuration: Configuration) -> String {
    let Configuration { voters, learners, outgoing } = configuration;
    let mut text = names(voters);
    if text.is_empty() {
        text.push_str("nobody");
    }
    if configuration.is_joint() {
        text = format!("{} and {text} jointly", names(outgoing));
    }
    if !learners.is_empty() {
        text = format!("{text}; learning {}", names(learners));
    }
    text
}
