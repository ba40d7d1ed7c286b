//! What a cluster must come to once the faults are over.

use raft_playground::raft::{LogIndex, Micros, NodeId, Role};
use raft_playground::sim::{Cluster, Replica};

/// How long a healed cluster may take until everyone holds and has applied everything.
pub const PATIENCE: Micros = Micros(20_000_000);

/// One leader, and everything it wrote is committed and applied by everyone who takes part.
pub fn agrees(cluster: &Cluster) -> bool {
    let nodes: Vec<_> = cluster.replicas().iter().filter_map(|replica| replica.node()).collect();
    let mut leaders = nodes.iter().filter(|node| node.role() == Role::Leader);
    let (Some(leader), None) = (leaders.next(), leaders.next()) else { return false };
    let (last, configuration) = (leader.log().last_index(), leader.configuration());
    let applied = |id: NodeId| cluster.replica(id).map(Replica::applied);
    let store = |id: NodeId| cluster.replicas()[id.index()].store().iter();
    nodes.len() == cluster.replicas().len()
        && last > LogIndex::ZERO
        && !configuration.is_joint()
        && configuration.members().iter().all(|id| applied(id) == Some(last))
        && configuration.members().iter().all(|id| store(id).eq(store(leader.id())))
}
