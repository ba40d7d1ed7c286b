//! What happened in a run, in order: the records that the checks read and the page shows.

use crate::kv::Effect;
use crate::raft::{Event, LogIndex, Micros, NodeId, NodeSet, Rule, Term};

use super::action::MessageId;
use super::address::Address;
use super::envelope::{Kind, Outcome, RequestId};

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Record {
    /// When.
    pub at: Micros,
    /// To whom, or through whom. What a person does to the network has no subject.
    pub subject: Option<Address>,
    /// What.
    pub what: What,
    /// The message that brought it about, if one did.
    pub message: Option<MessageId>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    /// A node tells of itself.
    Node(Event),
    /// Term and vote are durable.
    VoteDurable {
        /// The term.
        term: Term,
        /// The vote in it.
        voted_for: Option<NodeId>,
    },
    /// A write is durable; told only where a journal is kept.
    Synced,
    /// A replica crashed, and lost so many writes.
    Crashed {
        /// Writes that were not durable.
        lost: usize,
    },
    /// A replica came back with what is durable.
    Restarted {
        /// Its term.
        term: Term,
        /// The end of its log.
        last: LogIndex,
    },
    /// The election timer was made to run out.
    TimedOut,
    /// A message ended on the way.
    Ended {
        /// Whom it was for.
        to: Address,
        /// What it was.
        kind: Kind,
        /// How it ended.
        how: Outcome,
    },
    /// A person took hold of a message.
    Handled {
        /// Whom it is for.
        to: Address,
        /// What it is.
        kind: Kind,
        /// What she did.
        how: Handled,
    },
    /// An action names a message that is no longer in flight.
    MessageGone,
    /// A link was cut or healed.
    Link {
        /// The sender.
        from: NodeId,
        /// The receiver.
        to: NodeId,
        /// Cut, or healed.
        cut: bool,
        /// Whether the way back was, too.
        both_ways: bool,
    },
    /// Every link between some replicas and the rest was cut.
    CutOff {
        /// The smaller side.
        side: NodeSet,
    },
    /// All cuts were healed.
    HealedAll,
    /// Election timers were given another end.
    TimersSet {
        /// All the same one.
        aligned: bool,
    },
    /// Settings were changed.
    Tuned,
    /// Whoever checks the run found an invariant broken.
    Broken {
        /// The invariant's name.
        invariant: &'static str,
    },
    /// A change of who takes part was asked for while nobody led.
    NobodyLeads,
    /// A client asked something.
    Asked {
        /// Whom.
        to: NodeId,
        /// The number of the request.
        id: RequestId,
    },
    /// A client was answered.
    Answered {
        /// By whom.
        by: NodeId,
        /// The number of the request.
        id: RequestId,
        /// How.
        how: Answered,
    },
    /// A restarted replica found the last record on its disk torn, and cut it.
    TornTailCut {
        /// How many records of the same write were whole, and stay.
        kept: usize,
    },
    /// A replica applied a command of a session.
    InSession {
        /// What it did to the store.
        effect: Effect,
        /// The entry with the command.
        index: LogIndex,
    },
    /// A client has waited so long for an answer that it asks again.
    OutOfPatience {
        /// The number of the request that was not answered.
        id: RequestId,
    },
}

/// What a person did to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handled {
    /// It arrives now.
    Delivered,
    /// It arrives at another time.
    Delayed,
    /// There is a second one.
    Duplicated,
}

/// How a client was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Done.
    Ok,
    /// Not done.
    Fail,
    /// Sent on to another replica.
    Redirect,
    /// The request was answered before.
    Again,
    /// Not done: its session has expired.
    Expired,
}

impl Record {
    /// The rule that decided, where one did.
    #[must_use]
    pub const fn rule(&self) -> Option<Rule> {
        match &self.what {
            What::Node(event) => event.rule(),
            What::InSession { effect: Effect::Repeated(..), .. } => Some(Rule::ApplyOnce),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_takes_the_bytes_that_the_tour_of_the_code_names() {
        assert_eq!(size_of::<Record>(), 80);
    }
}
