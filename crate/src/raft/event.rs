//! What a node tells of itself: each change of role, vote, log and commit index, and each refusal with its
//! [`Rule`].

use super::configuration::Configuration;
use super::nodes::NodeSet;
use super::rule::Rule;
use super::types::{LogIndex, Micros, NodeId, ReadId, Term};

/// One thing that a node did or refused to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The node follows from now on, in this term.
    BecameFollower {
        /// The term in which it follows.
        term: Term,
        /// What it was before.
        was: Role,
    },
    /// The node asks for votes in a term that it opened.
    BecameCandidate {
        /// The new term.
        term: Term,
    },
    /// The node has a majority of the votes of this term.
    BecameLeader {
        /// The term that it leads.
        term: Term,
        /// Who voted for it.
        votes: NodeSet,
    },
    /// A follower learns who leads its term.
    LearntLeader {
        /// The leader.
        leader: NodeId,
        /// Its term.
        term: Term,
    },
    /// The node gives its vote of this term.
    VoteGranted {
        /// To whom; a candidate votes for itself.
        to: NodeId,
        /// The term.
        term: Term,
    },
    /// The node does not vote for a candidate.
    VoteRefused {
        /// The candidate.
        to: NodeId,
        /// Why.
        why: VoteRefusal,
    },
    /// A candidate leaves a vote out of its count.
    VoteNotCounted {
        /// The voter.
        from: NodeId,
        /// The term of the vote.
        term: Term,
    },
    /// Entries were written behind the log.
    Appended {
        /// The first of them.
        first: LogIndex,
        /// The last of them.
        last: LogIndex,
        /// The term of the last one.
        term: Term,
    },
    /// Entries that conflict with the leader's were removed.
    Truncated {
        /// The first of them.
        from: LogIndex,
        /// The last of them.
        last: LogIndex,
    },
    /// The node does not take a leader's entries.
    AppendRefused {
        /// The leader.
        leader: NodeId,
        /// Why.
        why: AppendRefusal,
    },
    /// The commit index moved.
    Committed {
        /// The new commit index.
        index: LogIndex,
    },
    /// A majority holds an entry of an earlier term, which the leader does not commit by counting.
    HeldBack {
        /// The entry.
        index: LogIndex,
        /// Its term.
        term: Term,
    },
    /// A message that no replica that keeps the rules could have sent. It is ignored.
    Impossible {
        /// Who sent it.
        from: NodeId,
        /// Why none could.
        why: Impossibility,
    },
    /// The node asks whether it would win an election.
    BecamePreCandidate {
        /// The term that it would open.
        term: Term,
    },
    /// The node would vote for a pre-candidate. That binds it to nothing.
    PreVoteGranted {
        /// The pre-candidate.
        to: NodeId,
        /// The term that it would open.
        term: Term,
    },
    /// The node would not vote for a pre-candidate.
    PreVoteRefused {
        /// The pre-candidate.
        to: NodeId,
        /// Why.
        why: VoteRefusal,
    },
    /// A leader that no quorum answered for an election timeout follows from now on, in its own term.
    LostQuorum {
        /// The term that it led.
        term: Term,
        /// Who answered, the leader itself included.
        answered: NodeSet,
    },
    /// A leader begins to hand over.
    TransferStarted {
        /// Who is to lead.
        to: NodeId,
        /// The leader's term.
        term: Term,
    },
    /// The node does not hand over.
    TransferRefused {
        /// Who was to lead.
        to: NodeId,
        /// Why.
        why: TransferRefusal,
    },
    /// A leader leads on, since the other has not taken over in time.
    TransferGivenUp {
        /// Who was to lead.
        to: NodeId,
        /// The leader's term.
        term: Term,
    },
    /// The node is asked by its leader to stand for election at once.
    ToldToStand {
        /// The leader.
        by: NodeId,
        /// The leader's term.
        term: Term,
    },
    /// A leader that hands over takes no proposal.
    ProposalRefused {
        /// Who is to lead.
        to: NodeId,
    },
    /// A snapshot took the place of entries that are applied (§7).
    Compacted {
        /// The last of them.
        index: LogIndex,
        /// How many bytes the state machine takes in it.
        bytes: usize,
    },
    /// A leader begins to send its snapshot, because it has no longer what the follower lacks.
    SnapshotSent {
        /// The follower.
        to: NodeId,
        /// The last entry that the snapshot stands for.
        index: LogIndex,
    },
    /// A leader's snapshot took the place of the state machine and of the log up to its last entry.
    Installed {
        /// The leader.
        leader: NodeId,
        /// The last entry that the snapshot stands for.
        index: LogIndex,
        /// Its term.
        term: Term,
        /// How many entries the node keeps behind it.
        kept: u64,
    },
    /// A leader's snapshot stands for nothing that the node does not know to be committed.
    SnapshotNotNeeded {
        /// The leader.
        leader: NodeId,
        /// The last entry that the snapshot stands for.
        index: LogIndex,
    },
    /// A leader takes up a change of who takes part.
    ChangeBegun {
        /// The voters that there are to be.
        voters: NodeSet,
        /// The learners.
        learners: NodeSet,
    },
    /// A leader does not take up a change.
    ChangeRefused {
        /// Why.
        why: ChangeRefusal,
    },
    /// Another configuration is in force at the node from now on.
    Configured {
        /// Its entry; zero is the start.
        index: LogIndex,
        /// The configuration.
        configuration: Configuration,
    },
    /// The configuration of a leader is committed.
    ConfigurationCommitted {
        /// Its entry.
        index: LogIndex,
        /// The configuration.
        configuration: Configuration,
    },
    /// A leader that does not vote in the committed configuration leads no more.
    Resigned {
        /// The entry of that configuration.
        index: LogIndex,
        /// The term that it led.
        term: Term,
    },
    /// A node was to stand for election that does not: it is no voter.
    DoesNotStand,
    /// A leader takes a read that does not go through the log.
    ReadAsked {
        /// The read.
        read: ReadId,
    },
    /// A new leader has it wait for the first commit of its term.
    ReadHeld {
        /// The read.
        read: ReadId,
    },
    /// An answer does not confirm a read: it is of a round that began before the read was asked.
    NotConfirmed {
        /// Who answered.
        from: NodeId,
        /// The read that has waited longest.
        read: ReadId,
    },
    /// A leader's lease has ended, so a read needs a round of heartbeats after all.
    LeaseOver {
        /// When it ended.
        until: Micros,
    },
    /// A read may be answered.
    ReadServed {
        /// The read.
        read: ReadId,
        /// The commit index that it noted: what it finds is at least as new.
        index: LogIndex,
        /// By lease, or confirmed by a quorum.
        by_lease: bool,
    },
    /// The node leads no longer, so it cannot answer a read.
    ReadDropped {
        /// The read.
        read: ReadId,
    },
}

/// What a node is in its term (§5.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// It answers leaders and candidates.
    #[default]
    Follower,
    /// It asks for votes.
    Candidate,
    /// It replicates its log.
    Leader,
    /// It asks whether it would win an election (dissertation §9.6).
    PreCandidate,
}

impl Role {
    /// The name by which page, scenario files and journals know it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Follower => "follower",
            Self::PreCandidate => "pre-candidate",
            Self::Candidate => "candidate",
            Self::Leader => "leader",
        }
    }
}

/// Why a vote was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoteRefusal {
    /// The candidate is in an earlier term.
    StaleTerm {
        /// The candidate's term.
        theirs: Term,
        /// The node's.
        mine: Term,
    },
    /// The vote of this term is given.
    AlreadyVoted {
        /// To whom.
        candidate: NodeId,
        /// The term.
        term: Term,
    },
    /// The candidate's log is not as up to date as the node's.
    LogBehind {
        /// Term and index of the candidate's last entry.
        theirs: (Term, LogIndex),
        /// Term and index of the node's.
        mine: (Term, LogIndex),
    },
    /// The node hears from a leader, or may have before its crash.
    LeaderAlive {
        /// The leader, if the node knows.
        leader: Option<NodeId>,
    },
    /// The node heard from a leader, or restarted, so lately that a lease may be in force.
    LeaderHeard {
        /// When it may vote again.
        until: Micros,
    },
}

/// Why a node does not hand over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferRefusal {
    /// It does not lead.
    NotLeader,
    /// It leads already.
    ToItself,
    /// The other cannot be elected.
    NoVoter,
    /// It is handing over.
    UnderWay {
        /// To whom.
        to: NodeId,
    },
}

/// Why an append was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AppendRefusal {
    /// The leader's term is over.
    StaleTerm {
        /// The leader's term.
        theirs: Term,
        /// The node's.
        mine: Term,
    },
    /// The node's log ends before the entry that the new ones follow.
    Missing {
        /// That entry.
        previous: LogIndex,
        /// Where the node's log ends.
        last: LogIndex,
    },
    /// The node's entry before the new ones is of another term.
    Mismatch {
        /// That entry.
        previous: LogIndex,
        /// The leader's term there.
        theirs: Term,
        /// The node's term there.
        mine: Term,
    },
}

/// Why no replica that keeps the rules could have sent a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Impossibility {
    /// It is from the node itself, or from nobody of the cluster.
    Stranger,
    /// It holds a number that no run gets to.
    BeyondCounting,
    /// It is a request of term 0, which nobody leads and nobody stands in (§5.1).
    BeforeFirstTerm,
    /// It gives an entry the term 0, or the place before the first entry a term (§5.3).
    NoSuchEntry,
    /// It speaks of an entry of a later term than the sender's, or than its candidacy can come after (§5.4.1).
    LaterThanSender,
    /// The terms of its entries fall, or begin with 0 (§5.3).
    TermsFall,
    /// It has replicas take part that do not exist.
    NamesStrangers,
    /// It is a configuration in which nobody votes (§6).
    NoVoter,
    /// It is a snapshot that stands for no entry.
    EmptySnapshot,
    /// It is of a second leader of the node's own term (§5.2).
    SecondLeader,
    /// It hands over a term that another leads (dissertation §3.10).
    NotTheLeader,
    /// It agrees to what the node never sent.
    NeverSent,
    /// It has another entry in the place of one that is committed (§5.4.3).
    ConflictsWithCommitted,
}

/// Why a change of the configuration was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeRefusal {
    /// The change before it is not over.
    Unfinished {
        /// The entry of the configuration that is uncommitted or joint.
        index: LogIndex,
    },
    /// The leader has not committed an entry of its term.
    NothingCommitted {
        /// Its term.
        term: Term,
    },
    /// It would change nothing, or does not fit the present configuration.
    Nothing,
    /// There would be nobody left to vote.
    NoVoter,
}

impl Event {
    /// The rule that decided, where one did.
    #[must_use]
    pub const fn rule(&self) -> Option<Rule> {
        Some(match self {
            Self::VoteRefused { why: VoteRefusal::StaleTerm { .. }, .. }
            | Self::AppendRefused { why: AppendRefusal::StaleTerm { .. }, .. } => Rule::RefuseStaleTerm,
            Self::VoteRefused { why: VoteRefusal::AlreadyVoted { .. }, .. } => Rule::VoteOncePerTerm,
            Self::VoteRefused { why: VoteRefusal::LogBehind { .. }, .. }
            | Self::PreVoteRefused { why: VoteRefusal::LogBehind { .. }, .. } => Rule::CandidateLogUpToDate,
            Self::PreVoteRefused { why: VoteRefusal::StaleTerm { .. }, .. } => Rule::AnswerStalePreVote,
            Self::VoteNotCounted { .. } => Rule::CountVotersOfThisTerm,
            Self::AppendRefused { .. } => Rule::ConsistencyCheck,
            Self::Truncated { .. } => Rule::TruncateOnlyOnConflict,
            Self::HeldBack { .. } => Rule::CommitOnlyCurrentTerm,
            Self::BecameFollower { was: Role::Leader, .. } => Rule::StepDownOnHigherTerm,
            Self::BecameLeader { .. } => Rule::MajorityOfVoters,
            Self::Installed { .. } => Rule::InstallKeepsMatchingTail,
            Self::ChangeRefused { why: ChangeRefusal::Unfinished { .. } } => Rule::OneChangeAtATime,
            Self::ChangeRefused { why: ChangeRefusal::NothingCommitted { .. } } => Rule::ChangeAfterOwnCommit,
            Self::Configured { .. } => Rule::ConfigInForceFromAppend,
            Self::Resigned { .. } => Rule::RemovedLeaderDoesNotCount,
            Self::ReadHeld { .. } => Rule::ReadAfterOwnCommit,
            Self::NotConfirmed { .. } => Rule::ConfirmationBoundToRead,
            Self::VoteRefused { why: VoteRefusal::LeaderHeard { .. }, .. } | Self::LeaseOver { .. } => {
                Rule::LeaseShorterThanTimeout
            }
            _ => return None,
        })
    }
}
