//! The rules of Raft by name.
//!
//! Each guard that the paper demands is one [`Rule`]. The guard in the code asks
//! [`Rules::on`]; the event of a refusal carries the rule, so that the page can say why; and a rule
//! that is switched off gives the broken Raft of an exercise.

use std::fmt;

use serde::Serialize;

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $name:ident, $section:literal, $reason:literal;)+) => {
        /// One guard of the algorithm.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[repr(u8)]
        pub enum Rule {
            $($(#[doc = $doc])+ $name,)+
        }

        impl Rule {
            /// Every rule, in the order in which they came to be: new ones stand behind.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The name by which code, page and scenario files know the rule.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }

            /// The section of the extended Raft paper, or of the dissertation, that demands it.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $(Self::$name => $section,)+ }
            }

            /// Why the rule is there, in one sentence.
            #[must_use]
            pub const fn reason(self) -> &'static str {
                match self { $(Self::$name => $reason,)+ }
            }
        }
    };
}

rules! {
    /// A higher term makes any role a follower of that term.
    StepDownOnHigherTerm, "§5.1", "Two leaders that both act would commit different entries.";
    /// A message of an earlier term is refused, and answered with the present one.
    RefuseStaleTerm, "§5.1", "A deposed leader must learn that its term is over, and change nothing.";
    /// Term, vote and log are durable before any message that depends on them leaves.
    PersistBeforeReply, "§5.1", "A promise that a crash can forget is not a promise.";
    /// Each replica grants at most one vote a term.
    VoteOncePerTerm, "§5.2", "Two candidates with a majority each would both lead the term.";
    /// A candidate counts each voter once, and only votes of its own term.
    CountVotersOfThisTerm, "§5.2", "A repeated or late vote must not make a majority.";
    /// A candidate wins, and an entry is committed, with a majority of all voters.
    MajorityOfVoters, "§5.2", "Half of an even cluster is not a quorum: the other half may decide otherwise.";
    /// A replica that learns who leads its term keeps the vote that it cast in that term.
    KeepVoteInTerm, "§5.2", "A vote that is forgotten within the term could be cast again.";
    /// Election timeouts are drawn at random.
    RandomizedTimeouts, "§5.2", "Candidates that always start together split the vote for ever.";
    /// An append is accepted only behind an entry that matches the leader's.
    ConsistencyCheck, "§5.3", "Logs that agree at an entry agree in all entries before it.";
    /// A follower removes entries only where one conflicts with the leader's.
    TruncateOnlyOnConflict, "§5.3", "A late, shorter append must not remove what was acknowledged since.";
    /// A follower commits no further than the last entry that the leader's message speaks of.
    CommitToLastNewEntry, "§5.3", "What lies behind that entry may be a stale tail.";
    /// A follower acknowledges the last entry that the message speaks of, not the end of its log.
    AcknowledgeWhatMatches, "§5.3", "A longer stale tail would be counted as replicated.";
    /// What a follower is known to hold never shrinks within a leadership.
    MatchNeverFalls, "§5.3", "Answers may arrive out of order.";
    /// A leader counts itself for an entry only when its own copy is durable.
    LeaderCountsItselfWhenDurable, "§5.3", "An entry that its crash can lose is not on a quorum.";
    /// A vote goes only to a candidate whose log is at least as up to date as the voter's.
    CandidateLogUpToDate, "§5.4.1", "Every leader must hold every committed entry.";
    /// A leader commits by counting only entries of its own term.
    CommitOnlyCurrentTerm, "§5.4.2", "An old entry on a majority can still be overwritten (Figure 8).";
    /// A pre-vote of an earlier term is refused with an answer.
    AnswerStalePreVote, "dissertation §9.6", "Who is left behind in an earlier term must learn of the later one, or no one is ever elected.";
    /// A follower that has the last entry of a snapshot keeps the entries behind it.
    InstallKeepsMatchingTail, "§7", "A snapshot of a part of the log must not remove what was acknowledged behind it.";
    /// The term of a write is durable no later than its entries.
    TermDurableWithEntries, "§5.1", "A replica that holds entries of a term it forgot could open that term again.";
    /// A configuration is in force from the moment it is in the log, not when it is committed.
    ConfigInForceFromAppend, "§6", "Replicas that go by configurations further apart may elect two leaders.";
    /// A change of the configuration begins only when the one before it is committed.
    OneChangeAtATime, "dissertation §4.1", "Majorities of two configurations apart need not overlap.";
    /// A leader changes the configuration only after it has committed an entry of its own term.
    ChangeAfterOwnCommit, "dissertation §4.1", "A configuration that an earlier leader left could still win.";
    /// A leader that the newest configuration leaves out does not count itself.
    RemovedLeaderDoesNotCount, "dissertation §4.2.2", "A majority with one who is no voter is none.";
    /// A new leader reads only when an entry of its own term is committed.
    ReadAfterOwnCommit, "dissertation §6.4", "Before, it holds all committed entries but does not know which they are.";
    /// A leader takes an answer as proof that it still leads only for reads that came before the answer's round.
    ConfirmationBoundToRead, "dissertation §6.4", "An older answer does not say that no one else leads by now.";
    /// A lease ends before a follower that granted it may vote.
    LeaseShorterThanTimeout, "dissertation §6.4.1", "Another leader could commit what the lease's holder does not see.";
    /// The state machine carries out each command of a session once.
    ApplyOnce, "§8", "A client whose answer was lost asks again, and means the same command.";
}

impl fmt::Display for Rule {
    /// The rule as events cite it: "CandidateLogUpToDate, §5.4.1".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, {}", self.name(), self.section())
    }
}

/// Which rules are in force. All of them, unless an exercise says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules(u64);

impl Default for Rules {
    fn default() -> Self {
        Self(u64::MAX)
    }
}

impl Rules {
    /// Whether `rule` is in force.
    #[must_use]
    pub const fn on(self, rule: Rule) -> bool {
        self.0 >> rule as u8 & 1 == 1
    }

    /// The same rules without `rule`.
    #[must_use]
    pub const fn without(self, rule: Rule) -> Self {
        Self(self.0 & !(1 << rule as u8))
    }

    /// The rules that are switched off.
    pub fn off(self) -> impl Iterator<Item = Rule> {
        Rule::ALL.iter().copied().filter(move |&rule| !self.on(rule))
    }
}
