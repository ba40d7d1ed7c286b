//! Why was a client answered so, or why is it not answered?

use super::{after, led, of_the_menu};

#[test]
fn a_request_that_was_carried_out_tells_how_long_it_took() {
    // §8
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &[
            "S1 answered C1's put x=3: ok, at 280.000 ms, 80.000 ms after it was asked.",
            "S1 led, and carried it out. <- 280.000 S1 answers C1: ok",
        ],
    );
}

#[test]
fn a_redirect_on_the_way_is_told_with_its_reason() {
    // §8
    let run = after(500, &of_the_menu("leadership-transfer"));
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["S1 answered C1's put x=1: ok, at 354.318 ms, 104.318 ms after it was asked.", "S1 led, and carried it out. <- 354.318 S1 answers C1: ok", "S3 sent it on at 286.073 ms: it followed S1 in term 1, and only a leader takes requests. <- 113.025 S3 follows S1 in term 1 <- 286.073 S3 answers C1: redirect"]);
}

#[test]
fn a_follower_sends_on_whoever_asks_it() {
    // §8: only a leader takes requests.
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S2", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["S2 answered C1's put x=3: redirect, at 240.000 ms, 40.000 ms after it was asked.", "S2 sent it on at 240.000 ms: it followed S1 in term 1, and only a leader takes requests. <- 110.000 S2 follows S1 in term 1 <- 240.000 S2 answers C1: redirect"]);
}

#[test]
fn a_compare_and_set_that_failed_was_carried_out() {
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "compare_and_set", "key": "x", "expect": "1", "value": "2" }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["S1 answered C1's compare-and-set x: 1→2: fail, at 280.000 ms, 80.000 ms after it was asked.", r#"S1 carried it out in the order of the log, and x was not "1" there. <- 280.000 S1 answers C1: fail"#]);
}

#[test]
fn a_session_that_expired_says_so() {
    // §8
    let run = after(
        900,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "asking": { "sessions": true, "sessions_kept": 1 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "leader", "op": "put", "key": "x", "value": "1" }, { "at_ms": 400, "do": "request", "client": "C2", "to": "leader", "op": "put", "key": "x", "value": "2" }, { "at_ms": 600, "do": "request", "client": "C1", "to": "leader", "op": "put", "key": "x", "value": "3" }] }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["S1 answered C1's put x=3: expired, at 680.000 ms, 80.000 ms after it was asked.", "Its session is not among the 1 that are kept open, so nobody knows whether it was carried out before. [ApplyOnce, §8] <- 680.000 S1 answers C1: session expired"]);
}

#[test]
fn a_request_on_its_way_is_told_with_its_arrival() {
    let run = led(
        3,
        210,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &["C1's put x=3 is on its way to S1, and arrives at 220.000 ms."],
    );
}

#[test]
fn an_answer_on_its_way_is_told_with_its_arrival() {
    let run = led(
        3,
        270,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &["S1 has answered C1's put x=3: that arrives at 280.000 ms."],
    );
}

#[test]
fn a_request_waits_for_its_entry() {
    // §5.3, §8
    let run = led(
        3,
        250,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 205, "do": "crash", "replica": "S2" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &[
            "C1's put x=3 waits at S1 until its entry 2 of term 1 is committed there.",
            "Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 3.",
            "S1 counts S1: 1 of 3. It needs 2. [MajorityOfVoters, §5.2]",
            "S2 is down since 205.000 ms. <- 205.000 S2 crashes",
            "S3 has it, and its answer arrives at S1 at 260.000 ms.",
            "C1 does not ask elsewhere: it wants to hear what this replica says.",
        ],
    );
}

#[test]
fn a_request_waits_where_no_leader_is_known() {
    // §5.2, §8
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S2", "op": "put", "key": "x", "value": "3" }, { "at_ms": 10, "do": "crash", "replica": "S1" }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's put x=3 waits at S2, which knows no leader to send it to.", "Nobody leads: the next election timer, S3's, runs out at 1590.040 ms.", "S1 is down since 10.000 ms. <- 10.000 S1 crashes", "S3 stands for election at 1590.040 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]", "C1 does not ask elsewhere: it wants to hear what this replica says."]);
}

#[test]
fn a_request_waits_while_the_leader_hands_over() {
    // Dissertation §3.10
    let run = led(
        3,
        322,
        r#"{ "at_ms": 300, "do": "transfer", "replica": "S2" }, { "at_ms": 301, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's put x=3 waits at S1, which takes nothing while it hands over to S2.", "S1 leads term 1, since 90.000 ms.", "S2 is in term 2: S1 steps down as soon as it hears of that. [StepDownOnHigherTerm, §5.1] <- 320.000 S2 starts an election in term 2", "It hands over to S2, and leads on if that has not taken over by 1800.000 ms. <- 300.000 S1 begins to hand over to S2", "It won term 1 with the votes of S1 and S2: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 90.000 S1 wins term 1 with the votes of S1, S2", "C1 does not ask elsewhere: it wants to hear what this replica says."]);
}

#[test]
fn a_request_waits_where_the_leader_is_not_heard() {
    // Dissertation §6.2
    let run = after(1000, &of_the_menu("check-quorum"));
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's put color=red waits at S1, which knows no leader to send it to.", "The link from S5 to S1 is cut. <- 420.000 S1, S2 are cut off from the rest", "S5 leads term 2, since 676.034 ms.", "It won term 2 with the votes of S3, S4 and S5: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 676.034 S5 wins term 2 with the votes of S3, S4, S5", "Before, S1 led: S1 steps down in term 1: no majority within an election timeout, only S1, S2. <- 574.378 S1 steps down in term 1: no majority within an election timeout, only S1, S2", "C1 does not ask again: clients have no retry_ms."]);
}

#[test]
fn a_read_waits_for_its_round() {
    // Dissertation §6.4
    let run = after(
        230,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "reads": "read_index" }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x" }] }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's get x waits at S1 for S1 to be sure that it still leads.", "Read 1 waits until a quorum has answered the heartbeats of round 1: so far S1. Then the store is read as of entry 1 or later. [ConfirmationBoundToRead, dissertation §6.4]", "C1 does not ask elsewhere: it wants to hear what this replica says."]);
}

#[test]
fn a_read_waits_for_the_first_commit_of_the_term() {
    // Dissertation §6.4
    let run = after(
        120,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "reads": "read_index" }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 95, "do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x" }] }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's get x waits at S1 for S1 to be sure that it still leads.", "Read 1 waits until an entry of S1's own term 1 is committed. [ReadAfterOwnCommit, dissertation §6.4]", "C1 does not ask elsewhere: it wants to hear what this replica says."]);
}

#[test]
fn a_request_that_names_the_leader_waits_for_another() {
    // §8
    let run = after(
        390,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "leader", "op": "get", "key": "x" }, { "at_ms": 300, "do": "crash", "replica": "S1" }, { "at_ms": 310, "do": "request", "client": "C1", "to": "leader", "op": "get", "key": "x" }] }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1" }"#, &["C1's get x waits at S3: its client named S1, whom S3 knows as leader too, and does not reach it.", "S3 sends it on when S1 is heard again, or when it is given up, at 2460.341 ms at the earliest.", "C1 does not ask again: clients have no retry_ms."]);
}

#[test]
fn a_crash_forgets_who_was_waiting() {
    // §8
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 230, "do": "crash", "replica": "S1" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &[
            "C1's put x=3 will not be answered by S1.",
            "S1 crashes. It forgot who was waiting. <- 230.000 S1 crashes",
            "C1 does not ask elsewhere: it wants to hear what this replica says.",
        ],
    );
}

#[test]
fn a_request_that_finds_its_replica_down_is_lost() {
    // §8
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 210, "do": "crash", "replica": "S1" }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &[
            "C1's put x=3 will not be answered by S1.",
            "S1 crashes. It forgot who was waiting. <- 210.000 S1 crashes",
            "C1 does not ask elsewhere: it wants to hear what this replica says.",
        ],
    );
}

#[test]
fn an_impatient_client_asks_again() {
    // §8
    let run = after(
        300,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "asking": { "retry_ms": 50 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "leader", "op": "put", "key": "x", "value": "3" }, { "at_ms": 205, "do": "crash", "replica": "S1" }, { "at_ms": 206, "do": "crash", "replica": "S2" }, { "at_ms": 207, "do": "crash", "replica": "S3" }] }"#,
    );
    run.says(
        r#"{ "about": "request", "client": "C1" }"#,
        &[
            "C1's put x=3 will not be answered by S2.",
            "C1's request finds S2 down. <- 270.000 C1's request finds S2 down",
            "C1 asks again at 350.000 ms if no answer comes.",
            "C1 has no answer and asks again. <- 250.000 C1 has no answer and asks again",
        ],
    );
}

#[test]
fn a_request_waits_for_its_session() {
    // §8
    let run = after(
        220,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "asking": { "sessions": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "leader", "op": "put", "key": "x", "value": "1" }] }"#,
    );
    run.says(r#"{ "about": "request", "client": "C1", "number": 0 }"#, &["C1's put x=1 has not left since it was asked at 200.000 ms: C1 waits for its session to be opened.", "S2 has answered C1's open a session: that arrives at 240.000 ms. [ApplyOnce, §8]"]);
}

#[test]
fn who_has_asked_nothing_waits_for_nothing() {
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(r#"{ "about": "request", "client": "C2" }"#, &["C2 has asked nothing yet."]);
    run.says(
        r#"{ "about": "request", "client": "C2", "number": 0 }"#,
        &["Request 0 of the run is none of C2."],
    );
}
