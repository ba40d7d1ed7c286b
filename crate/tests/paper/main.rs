//! The rules of the Raft paper, section by section, and those of the dissertation, mechanism by mechanism, each as
//! a claim about one node or a few.
//!
//! Every [`Rule`](raft_playground::raft::Rule) has a pair of claims: what happens with it, and what goes wrong
//! without it.

mod clients;
mod disruption;
mod every_rule;
mod impossible;
mod joint_consensus;
mod membership;
mod membership_runs;
mod messages;
mod node_rig;
mod persistence;
mod reads;
mod reads_in_change;
mod reordering;
mod section_5_1;
mod section_5_2;
mod section_5_3;
mod section_5_3_flow;
mod section_5_3_repair;
mod section_5_4;
mod small_network;
mod snapshots;
mod thrift;
mod transfer;
