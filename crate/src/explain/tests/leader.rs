//! Why is there no leader, or why this one?

use super::{after, led, of_the_menu};

#[test]
fn a_leader_tells_who_elected_it() {
    // §5.2
    let run = led(3, 300, "");
    run.says(r#"{ "about": "leader" }"#, &["S1 leads term 1, since 90.000 ms.", "It won term 1 with the votes of S1 and S2: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 90.000 S1 wins term 1 with the votes of S1, S2"]);
}

#[test]
fn a_leader_tells_how_the_one_before_ended() {
    // §5.2
    let run = led(
        3,
        500,
        r#"{ "at_ms": 200, "do": "crash", "replica": "S1" }, { "at_ms": 300, "do": "time_out", "replica": "S2" }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["S2 leads term 2, since 340.000 ms.", "It won term 2 with the votes of S2 and S3: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 340.000 S2 wins term 2 with the votes of S2, S3", "Before, S1 led: S1 crashes. <- 200.000 S1 crashes"]);
}

#[test]
fn a_leader_without_a_quorum_can_commit_nothing() {
    // §5.2
    let run =
        led(5, 300, r#"{ "at_ms": 200, "do": "partition", "groups": [["S1", "S2"], ["S3", "S4", "S5"]] }"#);
    run.says(r#"{ "about": "leader" }"#, &["S1 leads term 1, since 90.000 ms, but reaches no majority.", "It reaches S1 and S2 only, 2 of 5, and needs 3 to commit anything; without CheckQuorum it leads on until it hears of a later term. [MajorityOfVoters, §5.2] <- 200.000 S1, S2 are cut off from the rest", "It won term 1 with the votes of S1, S2 and S3: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 90.000 S1 wins term 1 with the votes of S1, S2, S3"]);
}

#[test]
fn with_check_quorum_it_steps_down_soon() {
    // Dissertation §6.2
    let run = after(500, &of_the_menu("check-quorum"));
    run.says(r#"{ "about": "leader" }"#, &["S1 leads term 1, since 124.378 ms, but reaches no majority.", "It reaches S1 and S2 only, 2 of 5, and needs 3 to commit anything; unless more answer it steps down at 574.378 ms (CheckQuorum). [MajorityOfVoters, §5.2] <- 420.000 S1, S2 are cut off from the rest", "It won term 1 with the votes of S1, S2 and S3: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 124.378 S1 wins term 1 with the votes of S1, S2, S3"]);
}

#[test]
fn an_older_leader_has_not_heard_of_the_newer_one() {
    // §5.1
    let run = led(
        3,
        500,
        r#"{ "at_ms": 200, "do": "isolate", "replica": "S1" }, { "at_ms": 300, "do": "time_out", "replica": "S2" }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["S2 leads term 2, since 340.000 ms.", "It won term 2 with the votes of S2 and S3: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 340.000 S2 wins term 2 with the votes of S2, S3", "S1 still leads term 1: it has not heard of term 2 yet. [StepDownOnHigherTerm, §5.1]"]);
}

#[test]
fn a_leader_that_hands_over_says_so() {
    // Dissertation §3.10
    let run = led(3, 305, r#"{ "at_ms": 300, "do": "transfer", "replica": "S2" }"#);
    run.says(r#"{ "about": "leader" }"#, &["S1 leads term 1, since 90.000 ms.", "It hands over to S2, and leads on if that has not taken over by 1800.000 ms. <- 300.000 S1 begins to hand over to S2", "It won term 1 with the votes of S1 and S2: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 90.000 S1 wins term 1 with the votes of S1, S2"]);
}

#[test]
fn a_leader_of_whose_end_it_has_not_heard_is_told() {
    // §5.1
    let run = led(
        3,
        330,
        r#"{ "at_ms": 200, "do": "isolate", "replica": "S1" }, { "at_ms": 300, "do": "time_out", "replica": "S2" }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["S1 leads term 1, since 90.000 ms, but reaches no majority.", "It reaches S1 only, 1 of 3, and needs 2 to commit anything; without CheckQuorum it leads on until it hears of a later term. [MajorityOfVoters, §5.2] <- 200.000 S1 is cut off from the rest", "S3 is in term 2: S1 steps down as soon as it hears of that. [StepDownOnHigherTerm, §5.1] <- 320.000 S3 enters term 2", "It won term 1 with the votes of S1 and S2: a majority of those who were voters then. [MajorityOfVoters, §5.2] <- 90.000 S1 wins term 1 with the votes of S1, S2"]);
}

#[test]
fn too_few_voters_are_up() {
    // §5.2
    let run = led(
        3,
        300,
        r#"{ "at_ms": 200, "do": "crash", "replica": "S1" }, { "at_ms": 250, "do": "crash", "replica": "S3" }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["Nobody can lead: 1 of 3 voters are up, and it takes 2.", "S1 is down since 200.000 ms. <- 200.000 S1 crashes", "S3 is down since 250.000 ms. <- 250.000 S3 crashes", "S2 stands for election at 2735.873 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]", "Before, S1 led: S1 crashes. <- 200.000 S1 crashes"]);
}

#[test]
fn nobody_is_up() {
    // §5.2
    let run = led(
        2,
        300,
        r#"{ "at_ms": 200, "do": "crash", "replica": "S1" }, { "at_ms": 250, "do": "crash", "replica": "S2" }"#,
    );
    run.says(
        r#"{ "about": "leader" }"#,
        &[
            "Nobody leads: every replica is down.",
            "S1 is down since 200.000 ms. <- 200.000 S1 crashes",
            "S2 is down since 250.000 ms. <- 250.000 S2 crashes",
            "Before, S1 led: S1 crashes. <- 200.000 S1 crashes",
        ],
    );
}

#[test]
fn the_links_let_nobody_reach_a_majority() {
    // §5.2
    let run = led(3, 300, r#"{ "at_ms": 20, "do": "partition", "groups": [["S1"], ["S2"], ["S3"]] }"#);
    run.says(r#"{ "about": "leader" }"#, &["Nobody can lead: no replica reaches as many voters as it takes, 2.", "By the links that are cut S1, S2 and S3 do not reach a majority. [MajorityOfVoters, §5.2] <- 20.000 S2 is cut off from the rest", "S1 stands in term 1 and has the votes of S1: 1 of 3. It needs 2; without them it tries again at 1556.252 ms. [MajorityOfVoters, §5.2] <- 50.000 S1 starts an election in term 1", "S1's RequestVote to S2 meets a cut link. <- 60.000 S1's RequestVote to S2 meets a cut link", "S1's RequestVote to S3 meets a cut link. <- 60.000 S1's RequestVote to S3 meets a cut link", "S3 stands for election at 1590.040 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]"]);
}

#[test]
fn a_split_vote_ends_a_term_without_a_leader() {
    // §5.2
    let run = after(120, &of_the_menu("split-vote"));
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads: the votes of term 1 are split.", "S1 stands in term 1 and has the votes of S1 and S4: 2 of 4. It needs 3; without them it tries again at 210.625 ms. [MajorityOfVoters, §5.2] <- 60.000 S1 starts an election in term 1", "S2 and S3 have given their votes of term 1 to others. [VoteOncePerTerm, §5.2] <- 80.252 S2 refuses its vote to S1: S2 has voted for itself in term 1 <- 80.761 S3 refuses its vote to S1: S3 has voted for itself in term 1", "S2 stands in term 1 and has the votes of S2: 1 of 4. It needs 3; without them it tries again at 222.640 ms. [MajorityOfVoters, §5.2] <- 60.000 S2 starts an election in term 1", "S1, S3 and S4 have given their votes of term 1 to others. [VoteOncePerTerm, §5.2] <- 72.068 S1 refuses its vote to S2: S1 has voted for itself in term 1 <- 81.554 S3 refuses its vote to S2: S3 has voted for itself in term 1 <- 75.914 S4 refuses its vote to S2: S4 has voted for S1 in term 1", "S3 stands in term 1 and has the votes of S3: 1 of 4. It needs 3; without them it tries again at 263.813 ms. [MajorityOfVoters, §5.2] <- 60.000 S3 starts an election in term 1", "S1, S2 and S4 have given their votes of term 1 to others. [VoteOncePerTerm, §5.2] <- 72.558 S1 refuses its vote to S3: S1 has voted for itself in term 1 <- 79.522 S2 refuses its vote to S3: S2 has voted for itself in term 1 <- 74.455 S4 refuses its vote to S3: S4 has voted for S1 in term 1", "S4 stands for election at 274.445 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]"]);
}

#[test]
fn a_candidate_tells_whose_votes_are_out() {
    // §5.2
    let run = led(
        5,
        75,
        r#"{ "at_ms": 20, "do": "crash", "replica": "S5" }, { "at_ms": 10, "do": "cut", "links": [["S1", "S4"]] }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads yet: S1 stands in term 1 and has 1 of 5 votes.", "S5 is down since 20.000 ms. <- 20.000 S5 crashes", "S1 stands in term 1 and has the votes of S1: 1 of 5. It needs 3; without them it tries again at 1556.252 ms. [MajorityOfVoters, §5.2] <- 50.000 S1 starts an election in term 1", "S2's answer arrives at 90.000 ms.", "S3's answer arrives at 90.000 ms.", "S1's RequestVote to S4 meets a cut link. <- 60.000 S1's RequestVote to S4 meets a cut link", "S2 stands for election at 1696.408 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]"]);
}

#[test]
fn the_next_election_timer_is_told() {
    // §5.2
    let run = led(3, 20, "");
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads: the next election timer, S3's, runs out at 1590.040 ms.", "S3 stands for election at 1590.040 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]"]);
}

#[test]
fn only_those_whose_logs_are_up_to_date_can_win() {
    // §5.4.1
    let run = led(
        5,
        300,
        r#"{ "at_ms": 150, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 290, "do": "crash", "replica": "S1" }, { "at_ms": 291, "do": "heal" }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads: the next election timer, S4's, runs out at 1837.878 ms.", "S1 is down since 290.000 ms. <- 290.000 S1 crashes", "Of those that reach a majority only S2, S4 and S5 can win; for S3 too few would vote: its log is behind. [CandidateLogUpToDate, §5.4.1]", "S4 stands for election at 1837.878 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]", "Before, S1 led: S1 crashes. <- 290.000 S1 crashes"]);
}

#[test]
fn a_pre_candidate_tells_who_would_not_vote_for_it() {
    // Dissertation §9.6
    let run = after(
        560,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "pre_vote": true }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 150, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 500, "do": "crash", "replica": "S1" }, { "at_ms": 500, "do": "heal" }, { "at_ms": 505, "do": "time_out", "replica": "S3" }] }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads yet: S3 asks whether it would win term 2, and 1 of 3 would vote for it.", "S1 is down since 500.000 ms. <- 500.000 S1 crashes", "S3 asks whether it would win term 2, and has a yes of S3: 1 of 3. It needs 2; without them it tries again at 3049.599 ms. [MajorityOfVoters, §5.2] <- 505.000 S3 asks whether it would win term 2", "S2 would not vote for S3: S2 hears from S1, which leads. <- 525.000 S2 would not vote for S3: S2 hears from S1, which leads", "Of those that reach a majority only S2 can win; for S3 too few would vote: its log is behind. [CandidateLogUpToDate, §5.4.1]", "S2 stands for election at 2968.345 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]", "Before, S1 led: S1 crashes. <- 500.000 S1 crashes"]);
}

#[test]
fn a_candidates_own_vote_counts_when_it_is_durable() {
    // §5.1
    let run = after(
        60,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms": 30 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "leader" }"#, &["Nobody leads yet: S1 stands in term 1 and has 0 of 3 votes.", "S1 stands in term 1 and has the votes of nobody: 0 of 3. It needs 2; without them it tries again at 1556.252 ms. [MajorityOfVoters, §5.2] <- 50.000 S1 starts an election in term 1", "S1's own vote counts when it is durable, at 80.000 ms. [PersistBeforeReply, §5.1]", "S1 asks S2 when its own vote is durable, at 80.000 ms. [PersistBeforeReply, §5.1]", "S1 asks S3 when its own vote is durable, at 80.000 ms. [PersistBeforeReply, §5.1]", "S3 stands for election at 1590.040 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]"]);
}
