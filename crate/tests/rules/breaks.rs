//! What happens without each rule in the scenario that shows it.

use raft_playground::check::Invariant::{
    self, CommitOwnTerm, CommittedOnQuorum, ConfigSafety, ElectionSafety, ExactlyOnce, LeaderCompleteness,
    LogMatching, Monotone, Order, PersistBeforeSend, ReadFresh, StateMachineSafety, VoteOnce,
};
use raft_playground::raft::Rule;

/// What a run without a rule comes to.
pub(crate) enum Breaks {
    /// These invariants and no others, the first one first. Where the paper's argument is a chain (a vote is forgotten,
    /// given again, and so two replicas lead), each link that has an invariant of its own breaks in its turn.
    InThisOrder(&'static [Invariant]),
    /// No invariant, but no one leads in the second half of the run.
    Liveness,
}

/// A rule that is new needs a line here, and a scenario.
#[allow(clippy::match_same_arms, reason = "a line for each rule")]
pub(crate) const fn without(rule: Rule) -> Breaks {
    Breaks::InThisOrder(match rule {
        Rule::StepDownOnHigherTerm => &[StateMachineSafety],
        Rule::RefuseStaleTerm => &[LeaderCompleteness, StateMachineSafety],
        Rule::PersistBeforeReply => &[PersistBeforeSend, VoteOnce, ElectionSafety],
        Rule::VoteOncePerTerm => &[VoteOnce, ElectionSafety],
        Rule::CountVotersOfThisTerm => &[ElectionSafety],
        Rule::MajorityOfVoters => &[CommittedOnQuorum],
        Rule::KeepVoteInTerm => &[VoteOnce, ElectionSafety],
        Rule::RandomizedTimeouts => return Breaks::Liveness,
        Rule::ConsistencyCheck => &[LogMatching, StateMachineSafety],
        Rule::TruncateOnlyOnConflict => &[LeaderCompleteness, StateMachineSafety],
        Rule::CommitToLastNewEntry => &[StateMachineSafety],
        Rule::AcknowledgeWhatMatches => &[CommittedOnQuorum],
        Rule::MatchNeverFalls => &[Monotone],
        Rule::LeaderCountsItselfWhenDurable => &[CommittedOnQuorum, LeaderCompleteness, StateMachineSafety],
        Rule::CandidateLogUpToDate => &[LeaderCompleteness, Order, StateMachineSafety],
        Rule::AnswerStalePreVote => return Breaks::Liveness,
        Rule::InstallKeepsMatchingTail => &[PersistBeforeSend],
        Rule::TermDurableWithEntries => &[PersistBeforeSend, LeaderCompleteness, StateMachineSafety],
        Rule::ChangeAfterOwnCommit => &[LeaderCompleteness, StateMachineSafety],
        Rule::OneChangeAtATime => &[ConfigSafety],
        Rule::ConfigInForceFromAppend => &[ElectionSafety],
        Rule::RemovedLeaderDoesNotCount => &[CommittedOnQuorum, LeaderCompleteness, StateMachineSafety],
        Rule::ReadAfterOwnCommit => &[ReadFresh],
        Rule::ConfirmationBoundToRead => &[ReadFresh],
        Rule::LeaseShorterThanTimeout => &[ReadFresh],
        Rule::ApplyOnce => &[ExactlyOnce],
        Rule::CommitOnlyCurrentTerm => &[CommitOwnTerm, LeaderCompleteness, StateMachineSafety],
    })
}
