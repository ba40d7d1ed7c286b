//! What a quorum is, by the paper and not by what a node believes of it: the one place that knows of voters.

use crate::raft::{Configuration, Node, NodeSet};
use crate::sim::Replica;

use super::Look;

/// The answer of a cluster to a question that each voter answers with yes or no.
pub(super) struct Quorum {
    /// Who says yes.
    pub yes: NodeSet,
    /// Whether that is a majority of every voter set in force.
    pub agrees: bool,
}

impl Quorum {
    /// Asks all voters of the configuration that `node` uses, whether they are up or down. What it did in this event
    /// it may have done before it wrote the configuration that it uses now.
    #[inline]
    pub(super) fn asked(look: &Look<'_>, node: &Node, says: impl Fn(&Replica) -> bool) -> Self {
        let yes = look.cluster.replicas().iter().filter(|replica| says(replica)).map(Replica::id).collect();
        let agrees = majorities(node.configuration(), yes) || majorities(look.seen.configuration, yes);
        Self { yes, agrees }
    }
}

/// Whether these are a majority of the voters, and while joint of the outgoing ones too (§6).
#[inline]
fn majorities(Configuration { voters, outgoing, .. }: Configuration, yes: NodeSet) -> bool {
    let majority_of = |voters: NodeSet| yes.within(voters).len() > voters.len() / 2;
    majority_of(voters) && (outgoing.is_empty() || majority_of(outgoing))
}
