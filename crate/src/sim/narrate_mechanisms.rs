//! The events of transfers, snapshots and reads in words. A page does without them at first.

use crate::raft::{Event, TransferRefusal};

use super::narrate::entries;

/// A handing over of the leadership (dissertation §3.10).
#[inline(never)]
pub(super) fn describe_transfer(who: &str, event: &Event) -> String {
    match *event {
        Event::TransferStarted { to, .. } => format!("{who} begins to hand over to {to}"),
        Event::TransferRefused { to, why } => match why {
            TransferRefusal::NotLeader => format!("{who} has nothing to hand over to {to}: it does not lead"),
            TransferRefusal::ToItself => format!("{who} does not hand over to itself: it leads"),
            TransferRefusal::NoVoter => format!("{who} does not hand over to {to}, which is no voter"),
            TransferRefusal::UnderWay { to: other } => {
                format!("{who} does not hand over to {to}: it is handing over to {other}")
            }
        },
        Event::TransferGivenUp { to, .. } => {
            format!("{who} leads on: {to} has not taken over within an election timeout")
        }
        Event::ToldToStand { by, .. } => format!("{who} is told by {by} to stand for election at once"),
        Event::ProposalRefused { to } => format!("{who} takes no proposal while it hands over to {to}"),
        // Others are told elsewhere.
        _ => String::new(),
    }
}

/// A snapshot that is made, sent or installed (§7).
#[inline(never)]
pub(super) fn describe_snapshot(who: &str, event: &Event) -> String {
    match *event {
        Event::Compacted { index, bytes } => {
            format!("{who} compacts its log up to entry {index} into a snapshot of {bytes} bytes")
        }
        Event::SnapshotSent { to, index } => {
            format!("{who} sends {to} its snapshot up to entry {index}: what {to} lacks is compacted")
        }
        Event::Installed { leader, index, kept, .. } => {
            let rest = match kept {
                0 => "in the place of its log".into(),
                _ => format!("and keeps {} behind it", entries(kept)),
            };
            format!("{who} installs {leader}'s snapshot up to entry {index} {rest}")
        }
        Event::SnapshotNotNeeded { leader, index } => {
            format!("{who} does not need {leader}'s snapshot: it knows of all up to entry {index}")
        }
        // Others are told elsewhere.
        _ => String::new(),
    }
}

/// A read that does not go through the log (§8; dissertation §6.4).
#[inline(never)]
pub(super) fn describe_read(who: &str, event: &Event) -> String {
    match *event {
        Event::ReadAsked { read } => format!("{who} takes read {read}"),
        Event::ReadHeld { read } => {
            format!("{who} lets read {read} wait: no entry of its own term is committed yet")
        }
        Event::NotConfirmed { from, read } => {
            format!("{who} does not take {from}'s answer as proof for read {read}, which was asked later")
        }
        Event::LeaseOver { until } => {
            format!("{who}'s lease ended at {until} ms: it has to ask whether it still leads")
        }
        Event::ReadServed { read, index, by_lease } => {
            let how = if by_lease { "by its lease" } else { "confirmed by a quorum" };
            format!("{who} answers read {read} at entry {index}, {how}")
        }
        Event::ReadDropped { read } => format!("{who} leads no longer and cannot answer read {read}"),
        // Others are told elsewhere.
        _ => String::new(),
    }
}
