//! What happened, in words.

use serde::Serialize;

use crate::raft::{
    AppendRefusal, Entry, Event, Impossibility, LogIndex, NodeId, NodeSet, Payload, Role, Term, VoteRefusal,
};

use super::address::Address;
use super::cluster::Cluster;
use super::envelope::Outcome;
use super::narrate_mechanisms::{describe_read, describe_snapshot, describe_transfer};
use super::narrate_membership::{configuration, describe_membership};
use super::trace::{Answered, Handled, Record, What};
use crate::kv::{Command, Effect};

/// What a record is about, by which the page filters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Roles and terms, and who takes part.
    Election,
    /// Votes given and refused.
    Vote,
    /// Entries written, removed and refused.
    Replication,
    /// Commit indexes.
    Commit,
    /// Requests and answers.
    Client,
    /// Messages lost and links cut.
    Network,
    /// Crashes, restarts, and what a person does.
    Fault,
    /// What became durable.
    Disk,
    /// A broken invariant.
    Violation,
}

impl Topic {
    /// The topic of a record.
    #[must_use]
    pub const fn of(what: &What) -> Self {
        match what {
            What::Node(event) => match event {
                Event::BecameFollower { .. }
                | Event::BecameCandidate { .. }
                | Event::BecameLeader { .. }
                | Event::LearntLeader { .. }
                | Event::BecamePreCandidate { .. }
                | Event::LostQuorum { .. }
                | Event::TransferStarted { .. }
                | Event::TransferRefused { .. }
                | Event::TransferGivenUp { .. }
                | Event::ToldToStand { .. }
                | Event::ChangeBegun { .. }
                | Event::ChangeRefused { .. }
                | Event::Configured { .. }
                | Event::ConfigurationCommitted { .. }
                | Event::Resigned { .. }
                | Event::DoesNotStand => Self::Election,
                Event::VoteGranted { .. }
                | Event::VoteRefused { .. }
                | Event::VoteNotCounted { .. }
                | Event::PreVoteGranted { .. }
                | Event::PreVoteRefused { .. } => Self::Vote,
                Event::Appended { .. }
                | Event::Truncated { .. }
                | Event::AppendRefused { .. }
                | Event::ProposalRefused { .. }
                | Event::Compacted { .. }
                | Event::SnapshotSent { .. }
                | Event::Installed { .. }
                | Event::SnapshotNotNeeded { .. } => Self::Replication,
                Event::Committed { .. } | Event::HeldBack { .. } => Self::Commit,
                Event::Impossible { .. } => Self::Network,
                Event::ReadAsked { .. }
                | Event::ReadHeld { .. }
                | Event::NotConfirmed { .. }
                | Event::LeaseOver { .. }
                | Event::ReadServed { .. }
                | Event::ReadDropped { .. } => Self::Client,
            },
            What::VoteDurable { .. } | What::Synced | What::TornTailCut { .. } => Self::Disk,
            What::NobodyLeads => Self::Election,
            What::Crashed { .. }
            | What::Restarted { .. }
            | What::TimedOut
            | What::TimersSet { .. }
            | What::Tuned => Self::Fault,
            What::Ended { .. }
            | What::Handled { .. }
            | What::MessageGone
            | What::Link { .. }
            | What::CutOff { .. }
            | What::HealedAll => Self::Network,
            What::Asked { .. }
            | What::Answered { .. }
            | What::InSession { .. }
            | What::OutOfPatience { .. } => Self::Client,
            What::Broken { .. } => Self::Violation,
        }
    }

    /// The topic by the name that the page uses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Election => "election",
            Self::Vote => "vote",
            Self::Replication => "replication",
            Self::Commit => "commit",
            Self::Client => "client",
            Self::Network => "network",
            Self::Fault => "fault",
            Self::Disk => "disk",
            Self::Violation => "violation",
        }
    }
}

impl Record {
    /// Whether it is worth a caption under the stage: a turn of the run rather than its daily business.
    #[must_use]
    pub const fn notable(&self) -> bool {
        match &self.what {
            What::Node(event) => !matches!(
                event,
                Event::Appended { .. }
                    | Event::Committed { .. }
                    | Event::LearntLeader { .. }
                    | Event::SnapshotNotNeeded { .. }
                    | Event::Configured { .. }
                    | Event::ReadAsked { .. }
                    | Event::NotConfirmed { .. }
                    | Event::ReadServed { .. }
                    | Event::BecameFollower { was: Role::Follower, .. }
            ),
            What::Crashed { .. }
            | What::Restarted { .. }
            | What::TimedOut
            | What::TimersSet { .. }
            | What::TornTailCut { .. }
            | What::Broken { .. }
            | What::Link { .. }
            | What::CutOff { .. }
            | What::HealedAll
            | What::NobodyLeads => true,
            _ => false,
        }
    }

    /// The other side: whom a vote is refused to, whom a message was for.
    #[must_use]
    pub fn peer(&self) -> Option<Address> {
        match self.what {
            What::Node(
                Event::VoteGranted { to, .. }
                | Event::VoteRefused { to, .. }
                | Event::PreVoteGranted { to, .. }
                | Event::PreVoteRefused { to, .. }
                | Event::TransferStarted { to, .. }
                | Event::TransferRefused { to, .. }
                | Event::TransferGivenUp { to, .. }
                | Event::ToldToStand { by: to, .. }
                | Event::ProposalRefused { to }
                | Event::SnapshotSent { to, .. },
            )
            | What::Asked { to, .. } => Some(to.into()),
            What::Node(
                Event::LearntLeader { leader, .. }
                | Event::AppendRefused { leader, .. }
                | Event::Installed { leader, .. }
                | Event::SnapshotNotNeeded { leader, .. },
            ) => Some(leader.into()),
            What::Node(
                Event::VoteNotCounted { from, .. }
                | Event::Impossible { from, .. }
                | Event::NotConfirmed { from, .. },
            ) => Some(from.into()),
            What::Ended { to, .. } | What::Handled { to, .. } => Some(to),
            What::Answered { by, .. } => Some(by.into()),
            _ => None,
        }
    }
}

/// A record as a sentence: "S2 refuses its vote to S4: S4's last entry is of term 2, S2's is of term 3".
#[must_use]
pub fn describe(record: &Record, cluster: &Cluster) -> String {
    let who = record.subject.map(|subject| subject.to_string()).unwrap_or_default();
    match record.what {
        What::Node(event) => describe_event(&who, &event, cluster),
        What::VoteDurable { term, voted_for: Some(vote) } => {
            format!("{who}'s vote for {vote} in term {term} is durable")
        }
        What::VoteDurable { term, voted_for: None } => format!("{who}'s term {term} is durable"),
        What::Synced => format!("{who}'s write is durable"),
        What::Crashed { lost: 0 } => format!("{who} crashes"),
        What::Crashed { lost: 1 } => format!("{who} crashes and loses a write that was not durable"),
        What::Crashed { lost } => format!("{who} crashes and loses {lost} writes that were not durable"),
        What::Restarted { term, last } => format!("{who} restarts in term {term} with {}", entries(last.0)),
        What::TimedOut => format!("{who}'s election timer is made to run out"),
        What::Ended { to, kind, how } => {
            let name = kind.name();
            match how {
                Outcome::Lost => format!("{who}'s {name} to {to} is lost"),
                Outcome::Cut => format!("{who}'s {name} to {to} meets a cut link"),
                Outcome::Down => format!("{who}'s {name} finds {to} down"),
                Outcome::Dropped | Outcome::Delivered => format!("{who}'s {name} to {to} is dropped"),
            }
        }
        What::Handled { to, kind, how } => {
            let name = kind.name();
            match how {
                Handled::Delivered => format!("{who}'s {name} to {to} is delivered at once"),
                Handled::Delayed => format!("{who}'s {name} to {to} is given another arrival"),
                Handled::Duplicated => format!("{who}'s {name} to {to} is duplicated"),
            }
        }
        What::MessageGone => "An action names a message that is no longer in flight".into(),
        What::Link { from, to, cut, both_ways } => {
            let way =
                if both_ways { format!("between {from} and {to}") } else { format!("from {from} to {to}") };
            format!("The link {way} {}", if cut { "is cut" } else { "passes messages again" })
        }
        What::CutOff { side } => {
            let are = if side.len() == 1 { "is" } else { "are" };
            format!("{} {are} cut off from the rest", names(side))
        }
        What::HealedAll => "Every link passes messages again".into(),
        What::TimersSet { aligned: true } => "All election timers run out at the same time".into(),
        What::TimersSet { aligned: false } => "Election timers run out one after the other".into(),
        What::Tuned => "Settings are changed".into(),
        What::NobodyLeads => "Nobody leads who could change the configuration: that is refused".into(),
        What::Broken { invariant } => format!("{invariant} is broken"),
        What::Asked { to, .. } => format!("{who} asks {to}"),
        What::Answered { by, how, .. } => {
            let how = match how {
                Answered::Ok => "ok",
                Answered::Fail => "fail",
                Answered::Redirect => "redirect",
                Answered::Expired => "session expired",
                Answered::Again => return format!("{by} answers {who} a second time"),
            };
            format!("{by} answers {who}: {how}")
        }
        What::TornTailCut { kept: 0 } => format!("{who} finds a torn record on its disk and cuts it"),
        What::TornTailCut { kept } => {
            format!("{who} finds a torn record on its disk and cuts it; {kept} of the same write stay")
        }
        What::InSession { effect, index } => describe_effect(&who, effect, index),
        What::OutOfPatience { .. } => format!("{who} has no answer and asks again"),
    }
}

/// What a command of a session did (§8).
#[inline(never)]
fn describe_effect(who: &str, effect: Effect, index: LogIndex) -> String {
    match effect {
        Effect::Done(session, sequence) => {
            format!("{who} carries out command {} of session {session}, entry {index}", sequence.0)
        }
        Effect::Repeated(session, sequence) => {
            let command = format!("command {} of session {session}", sequence.0);
            format!("{who} does not carry out {command} again and repeats its first answer, entry {index}")
        }
        Effect::Refused(session, sequence) => {
            format!("{who} refuses command {} of session {session}, which has expired", sequence.0)
        }
        Effect::Plain => format!("{who} applies entry {index}"),
    }
}

fn describe_event(who: &str, event: &Event, cluster: &Cluster) -> String {
    match *event {
        Event::BecameFollower { term, was: Role::Follower } => format!("{who} enters term {term}"),
        Event::BecameFollower { term, was: Role::Candidate } => {
            format!("{who} gives up its candidacy and follows in term {term}")
        }
        Event::BecameFollower { term, was: Role::PreCandidate } => {
            format!("{who} gives up its pre-candidacy and follows in term {term}")
        }
        Event::BecameFollower { term, was: Role::Leader } => {
            format!("{who} steps down: term {term} has begun")
        }
        Event::BecameCandidate { term } => format!("{who} starts an election in term {term}"),
        Event::BecameLeader { term, votes } => {
            format!("{who} wins term {term} with the votes of {}", names(votes))
        }
        Event::LearntLeader { leader, term } => format!("{who} follows {leader} in term {term}"),
        Event::VoteGranted { to, term } if to.to_string() == who => {
            format!("{who} votes for itself in term {term}")
        }
        Event::VoteGranted { to, term } => format!("{who} votes for {to} in term {term}"),
        Event::VoteRefused { to, why } if to.to_string() == who => {
            format!("{who} does not stand for election: {}", vote_refusal(who, to, why))
        }
        Event::VoteRefused { to, why } => {
            format!("{who} refuses its vote to {to}: {}", vote_refusal(who, to, why))
        }
        Event::VoteNotCounted { from, term } => {
            format!("{who} does not count {from}'s vote of term {term}, which is late or came before")
        }
        Event::Appended { first, last, term } if first == last => {
            format!("{who} appends {}", written(cluster, who, first, term))
        }
        Event::Appended { first, last, .. } => format!("{who} appends entries {first} to {last}"),
        Event::Truncated { from, last } if from == last => {
            format!("{who} removes entry {from}, which conflicts with the leader's")
        }
        Event::Truncated { from, last } => {
            format!("{who} removes entries {from} to {last}, which conflict with the leader's")
        }
        Event::AppendRefused { leader, why } => {
            format!("{who} refuses entries of {leader}: {}", append_refusal(who, leader, why))
        }
        Event::Committed { index } => format!("{who} commits up to entry {index}"),
        Event::HeldBack { index, term } => {
            format!("{who} does not commit entry {index} by counting: it is of the earlier term {term}")
        }
        Event::Impossible { from, why } => {
            let why = impossibility(why);
            format!("{who} ignores a message of {from} that no replica by the rules could send: {why}")
        }
        Event::BecamePreCandidate { term } => format!("{who} asks whether it would win term {term}"),
        Event::PreVoteGranted { to, term } => format!("{who} would vote for {to} in term {term}"),
        Event::PreVoteRefused { to, why } => {
            format!("{who} would not vote for {to}: {}", vote_refusal(who, to, why))
        }
        Event::LostQuorum { term, answered } => {
            let answered = names(answered);
            format!(
                "{who} steps down in term {term}: no majority within an election timeout, only {answered}"
            )
        }
        Event::ChangeBegun { .. }
        | Event::ChangeRefused { .. }
        | Event::Configured { .. }
        | Event::ConfigurationCommitted { .. }
        | Event::Resigned { .. }
        | Event::DoesNotStand => describe_membership(who, event),
        Event::TransferStarted { .. }
        | Event::TransferRefused { .. }
        | Event::TransferGivenUp { .. }
        | Event::ToldToStand { .. }
        | Event::ProposalRefused { .. } => describe_transfer(who, event),
        Event::Compacted { .. }
        | Event::SnapshotSent { .. }
        | Event::Installed { .. }
        | Event::SnapshotNotNeeded { .. } => describe_snapshot(who, event),
        Event::ReadAsked { .. }
        | Event::ReadHeld { .. }
        | Event::NotConfirmed { .. }
        | Event::LeaseOver { .. }
        | Event::ReadServed { .. }
        | Event::ReadDropped { .. } => describe_read(who, event),
    }
}

/// "S1, S2".
pub(super) fn names(set: NodeSet) -> String {
    set.names().join(", ")
}

#[inline(never)]
fn vote_refusal(who: &str, to: NodeId, why: VoteRefusal) -> String {
    match why {
        VoteRefusal::StaleTerm { theirs, mine } => format!("{to} is in term {theirs}, {who} in term {mine}"),
        VoteRefusal::AlreadyVoted { candidate, term } if candidate.to_string() == who => {
            format!("{who} has voted for itself in term {term}")
        }
        VoteRefusal::AlreadyVoted { candidate, term } => {
            format!("{who} has voted for {candidate} in term {term}")
        }
        VoteRefusal::LogBehind { theirs, mine } if theirs.0 == mine.0 => {
            format!("{to}'s log ends at entry {}, {who}'s at entry {}", theirs.1, mine.1)
        }
        VoteRefusal::LeaderHeard { until } => {
            format!("until {until} ms a leader that it heard, or may have heard, can hold a lease")
        }
        VoteRefusal::LogBehind { theirs, mine } => {
            format!("{to}'s last entry is of term {}, {who}'s is of term {}", theirs.0, mine.0)
        }
        VoteRefusal::LeaderAlive { leader: Some(leader) } if leader.to_string() == who => {
            format!("{who} leads")
        }
        VoteRefusal::LeaderAlive { leader: Some(leader) } => {
            format!("{who} hears from {leader}, which leads")
        }
        VoteRefusal::LeaderAlive { leader: None } => {
            format!("{who} may have heard from a leader right before its crash")
        }
    }
}

#[inline(never)]
fn append_refusal(who: &str, leader: NodeId, why: AppendRefusal) -> String {
    match why {
        AppendRefusal::StaleTerm { theirs, mine } => {
            format!("{leader} is in term {theirs}, {who} in term {mine}")
        }
        AppendRefusal::Missing { previous, last } => {
            format!("they follow entry {previous}, and {who}'s log ends at {last}")
        }
        AppendRefusal::Mismatch { previous, theirs, mine } => {
            format!("they follow entry {previous} of term {theirs}, and {who}'s is of term {mine}")
        }
    }
}

#[inline(never)]
const fn impossibility(why: Impossibility) -> &'static str {
    match why {
        Impossibility::Stranger => "the sender is the receiver itself, or nobody of the cluster",
        Impossibility::BeyondCounting => "it holds a number that no run gets to",
        Impossibility::BeforeFirstTerm => "it is of term 0, which is before the first election",
        Impossibility::NoSuchEntry => "no log has an entry of term 0, and none an entry at index 0",
        Impossibility::LaterThanSender => "it speaks of an entry of a later term than the sender's",
        Impossibility::TermsFall => "the terms of its entries fall, or begin with 0",
        Impossibility::NamesStrangers => "it has replicas take part that do not exist",
        Impossibility::NoVoter => "it is a configuration without voters",
        Impossibility::EmptySnapshot => "it is a snapshot that stands for no entry",
        Impossibility::SecondLeader => "no term has two leaders",
        Impossibility::NotTheLeader => "the sender does not lead this term",
        Impossibility::NeverSent => "it agrees to what was never sent",
        Impossibility::ConflictsWithCommitted => "it has another entry in the place of one that is committed",
    }
}

/// "put x=3 at 8, term 4", as long as some log still holds that entry: the same index and term, the same entry.
fn written(cluster: &Cluster, who: &str, index: LogIndex, term: Term) -> String {
    let own = Address::named(who).and_then(|address| match address {
        Address::Replica(id) => cluster.replica(id),
        Address::Client(_) => None,
    });
    let entry = own
        .into_iter()
        .chain(cluster.replicas())
        .find_map(|replica| replica.log().entry(index).filter(|entry| entry.term == term));
    let what = entry.map_or_else(|| "an entry that no log holds any more".into(), Entry::text);
    format!("{what} at {index}, term {term}")
}

pub(super) fn entries(count: u64) -> String {
    if count == 1 { "1 entry".into() } else { format!("{count} entries") }
}

impl Entry {
    /// What the entry carries, in words: "put x=3", "no-op".
    #[must_use]
    pub fn text(&self) -> String {
        match &self.payload {
            Payload::Internal(None) => "no-op".into(),
            Payload::Internal(Some(next)) => format!("configuration {}", configuration(**next)),
            Payload::Command(command) => {
                Command::decode(command).map_or_else(|bad| bad.to_string(), |command| command.to_string())
            }
        }
    }
}
