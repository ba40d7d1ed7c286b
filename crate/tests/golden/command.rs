//! What a script can say.

use std::str::FromStr;

use raft_playground::raft::NodeId;

/// One command of a script. Time passes only by `tick` and `wait`, messages arrive only by `deliver`.
#[derive(goldenscript::Command)]
pub(crate) enum Command {
    /// `cluster 3 pre_vote=true`: so many replicas, of which all or the first `voters` take part.
    Cluster {
        count: u8,
        #[arg(key)]
        voters: Option<u8>,
        #[arg(key, optional)]
        pre_vote: bool,
        #[arg(key, optional)]
        check_quorum: bool,
        /// Whether reads are answered by lease, on which the others then rely.
        #[arg(key, optional)]
        leases: bool,
        #[arg(key)]
        no_op: Option<bool>,
        #[arg(key)]
        window: Option<usize>,
        /// The most bytes of a snapshot in one message.
        #[arg(key)]
        chunk: Option<usize>,
    },
    /// `log S1 1 1 4 term=6`: the replica starts with entries of these terms, in the last of them or in `term`.
    Log {
        who: Name,
        #[arg(many, optional)]
        terms: Vec<u64>,
        #[arg(key)]
        term: Option<u64>,
    },
    /// `slow S1`: from now on its writes become durable only by `persist`.
    Slow(Name),
    /// `timeout S1`: its election timer is made to run out.
    Timeout(Name),
    /// `tick S1`: time passes up to what it waits for, and it is told so. Others are told nothing.
    Tick(Name),
    /// `wait 100`: so many milliseconds pass, and nobody is told.
    Wait(u64),
    /// `deliver`: everything that is on its way, and what is sent meanwhile, in the order of sending. `deliver S1` is
    /// what S1 has sent so far, `deliver S1 S2` what it has sent to S2, `deliver S1 S2 1` the first of it, and
    /// `deliver S1 S2 nth=2` the second before the first.
    Deliver {
        from: Option<Name>,
        to: Option<Name>,
        count: Option<usize>,
        #[arg(key)]
        nth: Option<usize>,
    },
    /// `exchange S1 S2`: everything that is on its way between the two, and what they send each other meanwhile.
    Exchange { one: Name, other: Name },
    /// `drop S1 S2 1`: the same messages are lost.
    Drop {
        from: Option<Name>,
        to: Option<Name>,
        count: Option<usize>,
        #[arg(key)]
        nth: Option<usize>,
    },
    /// `repeat S1 S2 1`: copies of the same messages are on their way too, behind everything else.
    Repeat {
        from: Option<Name>,
        to: Option<Name>,
        count: Option<usize>,
        #[arg(key)]
        nth: Option<usize>,
    },
    /// `propose S1 x`: a client's command.
    Propose { who: Name, command: String },
    /// `persist S1 2`: its first writes under way, or all of them, become durable.
    Persist { who: Name, count: Option<usize> },
    /// `crash S1`: it loses all but what is durable. `crash S1 torn=2`: and of the first write under way so many
    /// records are whole, the next one is torn.
    Crash {
        who: Name,
        #[arg(key)]
        torn: Option<usize>,
    },
    /// `restart S1`.
    Restart(Name),
    /// `partition S1 S2`: from now on these and the others do not hear each other.
    Partition(Vec<Name>),
    /// `heal`: all hear each other again.
    Heal,
    /// `transfer S1 S2`: S1 is to hand the leadership over to S2.
    Transfer { who: Name, to: Name },
    /// `add S1 S4`: S1 is to make S4 a voter, or a learner.
    Add {
        who: Name,
        new: Name,
        #[arg(key, optional)]
        learner: bool,
    },
    /// `remove S1 S3`: S1 is to remove S3.
    Remove { who: Name, old: Name },
    /// `configure S1 S1 S4 S5`: S1 is to make the others that are named the voters.
    Configure { who: Name, voters: Vec<Name> },
    /// `compact S1 3`: a snapshot of as many bytes is to stand for its log up to there.
    Compact { who: Name, last: u64 },
    /// `read S1`, `read S1 lease=true`: a client reads there without the log.
    Read {
        who: Name,
        #[arg(key, optional)]
        lease: bool,
    },
    /// `show S1`: the state of the replica, or of all.
    Show(#[arg(many, optional)] Vec<Name>),
}

/// A replica as scripts name it: "S1".
#[derive(Clone, Copy)]
pub(crate) struct Name(pub(crate) NodeId);

impl FromStr for Name {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number: Option<u8> = text.strip_prefix('S').and_then(|number| number.parse().ok());
        let id = number.filter(|&number| number > 0).map(|number| Self(NodeId(number - 1)));
        id.ok_or_else(|| format!("{text} is no replica: they are S1, S2 and so on"))
    }
}
