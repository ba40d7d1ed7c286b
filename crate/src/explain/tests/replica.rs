//! What does this replica wait for?

use super::{after, led};

#[test]
fn a_follower_waits_for_its_leader_and_its_timer() {
    // §5.2
    let run = led(3, 300, "");
    run.says(r#"{ "about": "replica", "replica": "S2" }"#, &["S2 waits for S1, which leads term 1, until 2735.873 ms.", "S1's heartbeat is on its way, and arrives at 310.000 ms.", "Its election timer, set at 110.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 2735.873 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2] <- 110.000 S2 follows S1 in term 1"]);
}

#[test]
fn a_follower_that_knows_no_leader_waits_for_its_timer() {
    // §5.2
    let run = led(3, 20, "");
    run.says(r#"{ "about": "replica", "replica": "S2" }"#, &["S2 waits for a leader of term 0 until 2680.723 ms.", "Its election timer, set at 0.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 2680.723 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2]"]);
}

#[test]
fn a_follower_behind_a_cut_waits_for_what_cannot_come() {
    // §5.2
    let run = led(3, 300, r#"{ "at_ms": 200, "do": "isolate", "replica": "S2" }"#);
    run.says(r#"{ "about": "replica", "replica": "S2" }"#, &["S2 waits for S1, which leads term 1, until 2735.873 ms.", "The link from S1 to S2 is cut. <- 200.000 S2 is cut off from the rest", "Its election timer, set at 110.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 2735.873 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2] <- 110.000 S2 follows S1 in term 1"]);
}

#[test]
fn a_follower_of_a_leader_that_is_down_says_so() {
    // §5.2
    let run = led(3, 300, r#"{ "at_ms": 200, "do": "crash", "replica": "S1" }"#);
    run.says(r#"{ "about": "replica", "replica": "S2" }"#, &["S2 waits for S1, which leads term 1, until 2735.873 ms.", "S1 is down since 200.000 ms. <- 200.000 S1 crashes", "Its election timer, set at 110.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 2735.873 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2] <- 110.000 S2 follows S1 in term 1"]);
}

#[test]
fn a_replica_that_is_down_waits_for_its_restart() {
    // §5.1
    let run = led(3, 300, r#"{ "at_ms": 200, "do": "crash", "replica": "S2" }"#);
    run.says(
        r#"{ "about": "replica", "replica": "S2" }"#,
        &["S2 is down, and waits for its restart.", "S2 is down since 200.000 ms. <- 200.000 S2 crashes"],
    );
}

#[test]
fn a_leader_waits_for_requests() {
    // §5.2
    let run = led(3, 300, "");
    run.says(
        r#"{ "about": "replica", "replica": "S1" }"#,
        &["S1 waits for requests of clients, and sends its next heartbeat at 490.000 ms."],
    );
}

#[test]
fn a_leader_waits_for_a_quorum() {
    // §5.3
    let run = led(
        3,
        230,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(
        r#"{ "about": "replica", "replica": "S1" }"#,
        &[
            "S1 waits until a quorum holds entry 2.",
            "S2, whose matchIndex is 1, has an AppendEntries to answer; it is spoken to again at 420.000 ms.",
            "S3, whose matchIndex is 1, has an AppendEntries to answer; it is spoken to again at 420.000 ms.",
        ],
    );
}

#[test]
fn a_leader_waits_for_the_one_that_takes_over() {
    // Dissertation §3.10
    let run = led(3, 305, r#"{ "at_ms": 300, "do": "transfer", "replica": "S2" }"#);
    run.says(r#"{ "about": "replica", "replica": "S1" }"#, &["S1 waits for S2 to take over the leadership.", "S2 has all entries, and is told to stand; S1 leads on from 1800.000 ms if S2 has not taken over. <- 300.000 S1 begins to hand over to S2"]);
}

#[test]
fn a_leader_waits_for_the_confirmation_of_reads() {
    // Dissertation §6.4
    let run = after(
        230,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "reads": "read_index" }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x" }] }"#,
    );
    run.says(r#"{ "about": "replica", "replica": "S1" }"#, &["S1 waits for requests of clients, and sends its next heartbeat at 290.000 ms.", "Read 1 waits until a quorum has answered the heartbeats of round 1: so far S1. Then the store is read as of entry 1 or later. [ConfirmationBoundToRead, dissertation §6.4]"]);
}

#[test]
fn a_leader_with_check_quorum_waits_for_answers() {
    // Dissertation §6.2
    let run = after(
        300,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "check_quorum": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(
        r#"{ "about": "replica", "replica": "S1" }"#,
        &[
            "S1 waits for requests of clients, and sends its next heartbeat at 490.000 ms.",
            "At 1590.000 ms it looks whether a quorum has answered it, and else steps down (CheckQuorum).",
        ],
    );
}

#[test]
fn a_leader_waits_for_a_snapshot_to_arrive() {
    // §7
    let run = after(
        2145,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "snapshot_chunk": 8 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 150, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 2000, "do": "compact", "replica": "S1" }, { "at_ms": 2010, "do": "heal" }] }"#,
    );
    run.says(r#"{ "about": "replica", "replica": "S1" }"#, &["S1 waits for requests of clients, and sends its next heartbeat at 2320.000 ms.", "S3, whose matchIndex is 1, has 0 of 22 bytes of the snapshot up to entry 3; it is spoken to again at 2320.000 ms."]);
    run.says(r#"{ "about": "replica", "replica": "S3" }"#, &["S3 waits for S1, which leads term 1, until 4320.341 ms.", "S1 speaks to it at 2320.000 ms at the latest.", "Its election timer, set at 2140.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 4320.341 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2] <- 110.000 S3 follows S1 in term 1", "It has 8 bytes of a snapshot up to entry 3, and waits for the rest."]);
}

#[test]
fn a_candidate_waits_for_votes() {
    // §5.2
    let run = led(3, 75, "");
    run.says(r#"{ "about": "replica", "replica": "S1" }"#, &["S1 waits for votes in term 1.", "S1 stands in term 1 and has the votes of S1: 1 of 3. It needs 2; without them it tries again at 1556.252 ms. [MajorityOfVoters, §5.2] <- 50.000 S1 starts an election in term 1", "S2's answer arrives at 90.000 ms.", "S3's answer arrives at 90.000 ms."]);
}

#[test]
fn a_pre_candidate_waits_to_hear_whether_it_would_win() {
    // Dissertation §9.6
    let run = after(
        60,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "pre_vote": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "replica", "replica": "S1" }"#, &["S1 waits to hear whether it would win term 1.", "S1 asks whether it would win term 1, and has a yes of S1: 1 of 3. It needs 2; without them it tries again at 1556.252 ms. [MajorityOfVoters, §5.2] <- 50.000 S1 asks whether it would win term 1", "S2 is asked at 70.000 ms, when the request arrives.", "S3 is asked at 70.000 ms, when the request arrives."]);
}

#[test]
fn a_replica_that_takes_no_part_waits_to_be_added() {
    // §6
    let run = after(
        300,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "voters": ["S1", "S2"], "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(
        r#"{ "about": "replica", "replica": "S3" }"#,
        &[
            "S3 waits to be added: it takes no part.",
            "S3 is no voter of the configuration of the start, so it has no election timer.",
        ],
    );
}

#[test]
fn a_learner_has_no_election_timer() {
    // §6
    let run = after(
        400,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "voters": ["S1", "S2"], "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 180, "do": "add", "replica": "S3", "as": "learner" }] }"#,
    );
    run.says(
        r#"{ "about": "replica", "replica": "S3" }"#,
        &[
            "S3 waits for S1, which leads term 1, and stands for no election.",
            "S1 speaks to it at 420.000 ms at the latest.",
            "S3 is no voter of the configuration of entry 2, so it has no election timer.",
        ],
    );
}

#[test]
fn answers_wait_for_the_disk() {
    // §5.1
    let run = after(
        345,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms_of": { "S3": 40 } }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }] }"#,
    );
    run.says(r#"{ "about": "replica", "replica": "S3" }"#, &["S3 waits for S1, which leads term 1, until 2041.747 ms.", "S1 speaks to it at 520.000 ms at the latest.", "Its election timer, set at 340.000 ms and drawn from 1500.000 to 3000.000 ms, runs out at 2041.747 ms if no leader is heard before: then it stands for election. [RandomizedTimeouts, §5.2] <- 110.000 S3 follows S1 in term 1", "A write is on the way to its disk, and the next is durable at 380.000 ms. Answers to S1 leave only then. [PersistBeforeReply, §5.1]"]);
}
