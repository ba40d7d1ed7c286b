//! Why did this replica vote, or why did it not?

use super::{after, led, of_the_menu};

#[test]
fn a_vote_tells_why_it_was_given() {
    // §5.2, §5.4.1
    let run = led(3, 300, "");
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 votes for S1 in term 1.", "S2 had given no vote in term 1, and S1's log was not behind its own. [CandidateLogUpToDate, §5.4.1] <- 70.000 S2 votes for S1 in term 1"]);
}

#[test]
fn a_vote_on_its_way_is_told_with_its_arrival() {
    // §5.2
    let run = led(3, 75, "");
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 votes for S1 in term 1.", "S2 had given no vote in term 1, and S1's log was not behind its own. [CandidateLogUpToDate, §5.4.1] <- 70.000 S2 votes for S1 in term 1", "It is on its way, and arrives at S1 at 90.000 ms."]);
}

#[test]
fn a_vote_leaves_when_it_is_durable() {
    // §5.1
    let run = after(
        75,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms_of": { "S2": 40 } }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 votes for S1 in term 1.", "S2 had given no vote in term 1, and S1's log was not behind its own. [CandidateLogUpToDate, §5.4.1] <- 70.000 S2 votes for S1 in term 1", "It leaves when it is durable: S2's disk is ready at 110.000 ms. [PersistBeforeReply, §5.1]"]);
}

#[test]
fn a_vote_that_was_lost_is_told() {
    // §5.2
    let run = led(3, 110, r#"{ "at_ms": 75, "do": "cut", "links": [["S2", "S1"]] }"#);
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 votes for S1 in term 1.", "S2 had given no vote in term 1, and S1's log was not behind its own. [CandidateLogUpToDate, §5.4.1] <- 70.000 S2 votes for S1 in term 1", "S2's vote to S1 meets a cut link. <- 90.000 S2's vote to S1 meets a cut link"]);
}

#[test]
fn a_vote_that_came_before_is_not_counted() {
    // §5.2
    let run = led(
        5,
        100,
        r#"{ "at_ms": 55, "do": "crash", "replica": "S3" }, { "at_ms": 56, "do": "crash", "replica": "S4" },
        { "at_ms": 57, "do": "crash", "replica": "S5" }, { "at_ms": 80, "do": "duplicate", "message": 5 }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 votes for S1 in term 1.", "S2 had given no vote in term 1, and S1's log was not behind its own. [CandidateLogUpToDate, §5.4.1] <- 70.000 S2 votes for S1 in term 1", "S1 does not count S2's vote of term 1, which is late or came before. [CountVotersOfThisTerm, §5.2] <- 90.000 S1 does not count S2's vote of term 1, which is late or came before"]);
}

#[test]
fn a_candidate_votes_for_itself() {
    // §5.2
    let run = led(3, 60, "");
    run.says(r#"{ "about": "vote", "voter": "S1" }"#, &["50.000 ms: S1 votes for itself in term 1.", "A candidate votes for itself, and so for no one else in its term. [VoteOncePerTerm, §5.2] <- 50.000 S1 votes for itself in term 1"]);
}

#[test]
fn a_candidate_is_not_asked_for_its_own_vote() {
    // §5.2
    let run = led(3, 60, "");
    run.says(
        r#"{ "about": "vote", "voter": "S1", "candidate": "S1" }"#,
        &["S1 asks nobody but others for their votes."],
    );
}

#[test]
fn a_second_candidate_of_a_term_is_refused() {
    // §5.2: one vote a term.
    let run = led(3, 75, r#"{ "at_ms": 50, "do": "time_out", "replica": "S2" }"#);
    run.says(r#"{ "about": "vote", "voter": "S3", "candidate": "S2" }"#, &["70.000 ms: S3 refuses its vote to S2: S3 has voted for S1 in term 1.", "S3 has one vote in term 1, and S1 has it. [VoteOncePerTerm, §5.2] <- 70.000 S3 votes for S1 in term 1 <- 70.000 S3 refuses its vote to S2: S3 has voted for S1 in term 1"]);
}

#[test]
fn a_candidate_whose_log_is_behind_is_refused() {
    // §5.4.1
    let run = led(
        3,
        560,
        r#"{ "at_ms": 150, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 500, "do": "heal" }, { "at_ms": 500, "do": "crash", "replica": "S1" }, { "at_ms": 501, "do": "time_out", "replica": "S3" }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["521.000 ms: S2 refuses its vote to S3: S3's log ends at entry 1, S2's at entry 2.", "S3's log ends with entry 1 of term 1, S2's with entry 2 of term 1: the later term, or in the same term the greater index, is more up to date. [CandidateLogUpToDate, §5.4.1] <- 240.000 S2 appends put x=3 at 2, term 1 <- 110.000 S3 appends no-op at 1, term 1 <- 521.000 S2 refuses its vote to S3: S3's log ends at entry 1, S2's at entry 2"]);
}

#[test]
fn a_candidate_of_an_earlier_term_is_refused() {
    // §5.1
    let run = led(
        3,
        95,
        r#"{ "at_ms": 40, "do": "time_out", "replica": "S2" }, { "at_ms": 45, "do": "time_out", "replica": "S2" }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2", "candidate": "S1" }"#, &["70.000 ms: S2 refuses its vote to S1: S1 is in term 1, S2 in term 2.", "S1 asked in term 1, which was over for S2: it was in term 2. [RefuseStaleTerm, §5.1] <- 45.000 S2 starts an election in term 2 <- 70.000 S2 refuses its vote to S1: S1 is in term 1, S2 in term 2"]);
}

#[test]
fn a_replica_that_hears_its_leader_keeps_to_it() {
    // Dissertation §4.2.3, §9.6
    let run = after(
        560,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "pre_vote": true, "check_quorum": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 500, "do": "time_out", "replica": "S3" }] }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["520.000 ms: S2 would not vote for S3: S2 hears from S1, which leads.", "S2 may have heard S1 within the least election timeout, 1500.000 ms, and keeps to it (PreVote, CheckQuorum: dissertation §4.2.3). <- 150.000 S2 follows S1 in term 1 <- 520.000 S2 would not vote for S3: S2 hears from S1, which leads"]);
}

#[test]
fn a_replica_votes_for_no_one_while_a_lease_may_last() {
    // Dissertation §6.4.1: nor does it stand.
    let run = after(
        560,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "reads": "lease" }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 500, "do": "time_out", "replica": "S3" }] }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S3" }"#, &["500.000 ms: S3 does not stand for election: until 1810.000 ms a leader that it heard, or may have heard, can hold a lease.", "S3 has promised to vote for no one before 1810.000 ms, since a leader may read by its lease. [LeaseShorterThanTimeout, dissertation §6.4.1] <- 110.000 S3 follows S1 in term 1 <- 500.000 S3 does not stand for election: until 1810.000 ms a leader that it heard, or may have heard, can hold a lease"]);
}

#[test]
fn a_request_on_its_way_is_told_with_its_arrival() {
    // §5.2
    let run = led(3, 60, "");
    run.says(
        r#"{ "about": "vote", "voter": "S2" }"#,
        &[
            "S2 has not decided on S1's request for its vote.",
            "S2 is asked at 70.000 ms, when the request arrives.",
            "S1 starts an election in term 1. <- 50.000 S1 starts an election in term 1",
        ],
    );
}

#[test]
fn a_request_that_was_lost_left_the_voter_unasked() {
    // §5.2
    let run = led(3, 300, r#"{ "at_ms": 55, "do": "cut", "links": [["S1", "S2"]] }"#);
    run.says(
        r#"{ "about": "vote", "voter": "S2" }"#,
        &[
            "S2 has not decided on S1's request for its vote.",
            "S1's RequestVote to S2 meets a cut link. <- 70.000 S1's RequestVote to S2 meets a cut link",
            "S1 starts an election in term 1. <- 50.000 S1 starts an election in term 1",
        ],
    );
}

#[test]
fn a_voter_that_is_down_does_not_vote() {
    // §5.2
    let run = led(5, 75, r#"{ "at_ms": 20, "do": "crash", "replica": "S2" }"#);
    run.says(
        r#"{ "about": "vote", "voter": "S2" }"#,
        &[
            "S2 has not decided on S1's request for its vote.",
            "S2 is down since 20.000 ms. <- 20.000 S2 crashes",
            "S1 starts an election in term 1. <- 50.000 S1 starts an election in term 1",
        ],
    );
}

#[test]
fn whoever_is_no_voter_is_not_asked() {
    // §6
    let run = after(
        60,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "voters": ["S1", "S2"], "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S3" }"#, &["S3 has not decided on S1's request for its vote.", "S1 asks only the voters of the configuration of the start, and S3 is none. [MajorityOfVoters, §5.2]", "S1 starts an election in term 1. <- 50.000 S1 starts an election in term 1"]);
}

#[test]
fn nobody_votes_before_somebody_stands() {
    // §5.2
    let run = led(3, 10, "");
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["Nobody has asked S2 for its vote yet."]);
    run.says(
        r#"{ "about": "vote", "voter": "S2", "candidate": "S3" }"#,
        &["S3 has not stood for election yet, so S2 was not asked."],
    );
}

#[test]
fn a_pre_vote_binds_to_nothing() {
    // Dissertation §9.6
    let run = after(
        75,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "pre_vote": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "vote", "voter": "S2" }"#, &["70.000 ms: S2 would vote for S1 in term 1.", "S2 heard no leader, and S1's log is not behind its own. That binds S2 to nothing in term 1. <- 70.000 S2 would vote for S1 in term 1"]);
}

#[test]
fn a_pre_vote_of_an_earlier_term_is_refused() {
    // Dissertation §9.6
    let run = after(700, &of_the_menu("check-quorum"));
    run.says(r#"{ "about": "vote", "voter": "S4" }"#, &["657.148 ms: S4 would not vote for S3: S3 is in term 1, S4 in term 2.", "S3 asked in term 1, which was over for S4: it was in term 2. [AnswerStalePreVote, dissertation §9.6] <- 654.431 S4 enters term 2 <- 657.148 S4 would not vote for S3: S3 is in term 1, S4 in term 2"]);
}
