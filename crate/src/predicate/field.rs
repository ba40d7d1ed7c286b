//! What can be asked of a replica and of the cluster: the words of the language that name values.

use super::value::Kind;

macro_rules! words {
    ($(#[$meta:meta])* $Enum:ident { $($name:ident, $word:literal, $kind:ident, $about:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $Enum {
            $(#[doc = $about] $name,)+
        }

        impl $Enum {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// As it is typed.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The kind of its value.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)+ }
            }

            /// What it is, in a few words.
            #[must_use]
            pub const fn about(self) -> &'static str {
                match self { $(Self::$name => $about,)+ }
            }
        }
    };
}

words! {
    /// What a replica has one of: `S3.term`. All but `up`, what its disk holds and what membership says is none
    /// while it is down.
    Field {
        Up, "up", Truth, "whether it is up";
        RoleOf, "role", Role, "follower, pre-candidate, candidate or leader";
        Term, "term", Number, "its current term";
        VotedFor, "votedFor", Replica, "whom it votes for in its term";
        Leader, "leader", Replica, "whom it takes for the leader";
        CommitIndex, "commitIndex", Number, "the last entry that it knows to be committed";
        LastApplied, "lastApplied", Number, "the last entry that its store has applied";
        LastIndex, "lastIndex", Number, "the last entry in its log; while it is down, of that on disk";
        LastTerm, "lastTerm", Number, "the term of that entry";
        SnapshotIndex, "snapshotIndex", Number, "the last entry that its snapshot stands for, 0 without one";
        DurableIndex, "durableIndex", Number, "the last entry that is durable on its disk";
        DurableTerm, "durableTerm", Number, "the term that is durable on its disk";
        DurableVote, "durableVote", Replica, "the vote that is durable on its disk";
        Unsynced, "unsynced", Number, "disk writes that a crash would lose";
        Votes, "votes", Number, "the votes that it has as a candidate";
        Keys, "keys", Number, "the keys in its store";
        Voter, "voter", Truth, "whether it votes by the newest configuration";
        Learner, "learner", Truth, "whether it learns by the newest configuration";
        Truncated, "truncated", Number, "the first index removed from its log in this event";
        Committed, "committed", Number, "the index to which its commit index moved in this event";
    }
}

words! {
    /// What a replica has many of: `S3.log[5].term`.
    Many {
        LogTerm, "log[].term", Number, "the term of an entry in its log";
        LogText, "log[].text", Text, "what an entry in its log says, such as \"put x=3\"";
        Store, "store[]", Text, "the value of a key in its store, \"\" without one";
        NextIndex, "nextIndex[]", Number, "as a leader: the next entry to send to a replica";
        MatchIndex, "matchIndex[]", Number, "as a leader: the last entry known to be on a replica";
        Decided, "decided[]", Truth, "whether a rule decided something here in this event";
    }
}

impl Many {
    /// What stands before the brackets, and behind them.
    pub(super) fn parts(self) -> (&'static str, Option<&'static str>) {
        let (before, behind) = self.word().split_once("[]").unwrap_or((self.word(), ""));
        (before, behind.strip_prefix('.'))
    }

    /// What stands in the brackets.
    pub(super) const fn key(self) -> Kind {
        match self {
            Self::LogTerm | Self::LogText => Kind::Number,
            Self::Store => Kind::Text,
            Self::NextIndex | Self::MatchIndex => Kind::Replica,
            Self::Decided => Kind::Rule,
        }
    }
}

words! {
    /// What the cluster has one of: `leader`.
    Whole {
        Leader, "leader", Replica, "the leader of the newest term";
        Leaders, "leaders", Number, "how many replicas lead";
        Replicas, "replicas", Number, "how many replicas there are";
        Up, "up", Number, "how many replicas are up";
        MaxTerm, "maxTerm", Number, "the newest term of a replica that is up";
        CommitIndex, "commitIndex", Number, "the greatest commitIndex of a replica";
        Time, "time", Number, "the virtual time in ms";
        Messages, "messages", Number, "messages in flight";
        Sent, "sent", Number, "messages between replicas that were ever sent";
        Cuts, "cuts", Number, "cut links, each direction";
        Requests, "requests", Number, "requests that clients made";
        Answered, "answered", Number, "requests that were answered ok";
        Violation, "violation", Invariant, "the first invariant that broke";
    }
}

words! {
    /// What two replicas have between them: `conflict(S1, S2)`.
    Pair {
        Conflict, "conflict", Number, "the first index at which their logs differ";
        Cut, "cut", Truth, "whether nothing passes from the first to the second";
    }
}
