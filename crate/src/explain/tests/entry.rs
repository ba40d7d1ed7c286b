//! Why is this entry committed, or why is it not?

use super::{after, led, of_the_menu};

/// Figure 8 (e): S1 is not deposed, and asked for something in its term 3.
fn figure_8_e() -> String {
    let file = of_the_menu("rules/commit-only-current-term");
    let asked =
        r#"{ "at_ms": 725, "do": "request", "client": "C1", "to": "S1", "op": "get", "key": "x" } ] }"#;
    let (until_then, _) = file.rsplit_once(r#"{ "at_ms": 740"#).expect("S1 crashes at 740 ms");
    format!("{until_then}{asked}")
}

#[test]
fn a_committed_entry_tells_who_committed_it_and_who_holds_it() {
    // §5.3
    let run = led(
        5,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(r#"{ "about": "entry", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is committed.", "S1 was the first to commit it, at 260.000 ms. <- 260.000 S1 commits up to entry 2", "It is on 5 of 5: S1, S2, S3, S4 and S5. A majority holds it, so every later leader has it. [MajorityOfVoters, §5.2]"]);
}

#[test]
fn a_follower_that_does_not_know_of_a_commit_hears_of_it_with_the_next_message() {
    // §5.3: its commit index follows the leader's.
    let run = led(
        5,
        300,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S3", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is committed, but S3 does not know it yet.", "S3's commit index is 1; S1's is 2, and goes with its next message: it speaks to S3 at 420.000 ms at the latest. [CommitToLastNewEntry, §5.3]", "S1 was the first to commit it, at 260.000 ms. <- 260.000 S1 commits up to entry 2", "It is on 5 of 5: S1, S2, S3, S4 and S5. A majority holds it, so every later leader has it. [MajorityOfVoters, §5.2]"]);
}

#[test]
fn an_entry_on_too_few_tells_of_each_voter_what_is_missing() {
    // §5.2, §5.3: a majority decides.
    let run = led(
        5,
        230,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 205, "do": "crash", "replica": "S4" }, { "at_ms": 206, "do": "cut", "links": [["S1", "S5"]] }"#,
    );
    run.says(
        r#"{ "about": "entry", "index": 2 }"#,
        &[
            "Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 5.",
            "S1 counts S1: 1 of 5. It needs 3. [MajorityOfVoters, §5.2]",
            "It is on its way to S2, and arrives at 240.000 ms.",
            "It is on its way to S3, and arrives at 240.000 ms.",
            "S4 is down since 205.000 ms. <- 205.000 S4 crashes",
            "The link from S1 to S5 is cut. <- 206.000 The link from S1 to S5 is cut",
        ],
    );
}

#[test]
fn answers_on_their_way_are_told_with_their_arrival() {
    // §5.3
    let run = led(
        3,
        245,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }"#,
    );
    run.says(
        r#"{ "about": "entry", "index": 2 }"#,
        &[
            "Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 3.",
            "S1 counts S1: 1 of 3. It needs 2. [MajorityOfVoters, §5.2]",
            "S2 has it, and its answer arrives at S1 at 260.000 ms.",
            "S3 has it, and its answer arrives at S1 at 260.000 ms.",
        ],
    );
}

#[test]
fn an_entry_of_an_earlier_term_waits_for_one_of_the_leaders_own() {
    // §5.4.2, Figure 8
    let run = after(735, &of_the_menu("rules/commit-only-current-term"));
    run.says(r#"{ "about": "entry", "index": 1 }"#, &["Entry 1 of term 1, put x=1, is not committed: it is on 4 of 5, but of term 1, while the leader's is 3.", "S1 does not commit an entry of term 1 by counting: it commits with the next entry of term 3. [CommitOnlyCurrentTerm, §5.4.2] <- 720.000 S1 does not commit entry 1 by counting: it is of the earlier term 1", "S1 has no entry of term 3 yet: a client has to ask for something."]);
}

#[test]
fn an_own_entry_that_is_under_way_is_named() {
    // §5.4.2, Figure 8 (e)
    let run = after(765, &figure_8_e());
    run.says(r#"{ "about": "entry", "index": 1 }"#, &["Entry 1 of term 1, put x=1, is not committed: it is on 4 of 5, but of term 1, while the leader's is 3.", "S1 does not commit an entry of term 1 by counting: it commits with entry 2 of term 3. [CommitOnlyCurrentTerm, §5.4.2] <- 745.000 S1 does not commit entry 1 by counting: it is of the earlier term 1", "Entry 2 is on 1 of 5. It needs 3. [MajorityOfVoters, §5.2]", "S2 has it, and its answer arrives at S1 at 785.000 ms.", "S3 has it, and its answer arrives at S1 at 785.000 ms.", "S4 has it, and its answer arrives at S1 at 785.000 ms.", "S5 is down since 500.000 ms. <- 500.000 S5 crashes"]);
}

#[test]
fn an_entry_committed_by_a_later_leader_was_committed_with_one_of_that_term() {
    // §5.4.2, Figure 8 (e)
    let run = after(900, &figure_8_e());
    run.says(r#"{ "about": "entry", "index": 1 }"#, &["Entry 1 of term 1, put x=1, is committed.", "S1 committed it at 785.000 ms as leader of term 3: being of term 1, together with an entry of term 3. [CommitOnlyCurrentTerm, §5.4.2] <- 785.000 S1 commits up to entry 2", "It is on 4 of 5: S1, S2, S3 and S4. A majority holds it, so every later leader has it. [MajorityOfVoters, §5.2]"]);
}

#[test]
fn without_a_leader_nothing_is_committed() {
    // §5.3
    let run = led(
        3,
        400,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 235, "do": "crash", "replica": "S1" }"#,
    );
    run.says(r#"{ "about": "entry", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: nobody leads, and only a leader commits.", "It is on 3 of 3: S1, S2 and S3.", "S1 is down since 235.000 ms. <- 235.000 S1 crashes", "S3 stands for election at 2420.341 ms, if it hears from no leader before. [RandomizedTimeouts, §5.2]", "Before, S1 led: S1 crashes. <- 235.000 S1 crashes"]);
}

#[test]
fn an_entry_that_the_leader_has_another_one_for_is_removed_by_its_followers() {
    // §5.3, Figure 8 (c)
    let run = after(450, &of_the_menu("rules/commit-only-current-term"));
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 1 }"#, &["Entry 1 of term 1, put x=1, is not committed: the leader has another one there.", "S5 leads term 2, and its entry there is of term 2: whoever follows it removes this one. [TruncateOnlyOnConflict, §5.3] <- 430.000 S5 appends put x=2 at 1, term 2", "It is on 2 of 5: S1 and S2.", "S1 is down since 300.000 ms. <- 300.000 S1 crashes"]);
}

#[test]
fn an_entry_that_the_leader_lacks_gives_way_once_it_writes_there() {
    // §5.3
    let run = after(350, &of_the_menu("rules/commit-only-current-term"));
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 1 }"#, &["Entry 1 of term 1, put x=1, is not committed: the leader does not have it.", "S5 leads term 2, and its log ends at entry 0: once it writes one there, whoever follows it removes this one. [TruncateOnlyOnConflict, §5.3] <- 350.000 S5 wins term 2 with the votes of S3, S4, S5", "It is on 2 of 5: S1 and S2.", "S1 is down since 300.000 ms. <- 300.000 S1 crashes"]);
}

#[test]
fn a_replica_tells_why_it_does_not_hold_an_entry_that_it_removed() {
    // §5.3: it conflicts with the leader's.
    let run = led(
        3,
        1300,
        r#"{ "at_ms": 200, "do": "isolate", "replica": "S1" }, { "at_ms": 210, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 220, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "y", "value": "4" }, { "at_ms": 300, "do": "time_out", "replica": "S2" }, { "at_ms": 600, "do": "heal" }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 3 }"#, &["S1 holds no entry 3: its log ends at entry 2.", "S1 removes entries 2 to 3, which conflict with the leader's. [TruncateOnlyOnConflict, §5.3] <- 760.000 S1 removes entries 2 to 3, which conflict with the leader's", "Nor does S2, which leads: its log ends at entry 2."]);
}

#[test]
fn a_replica_tells_that_a_crash_lost_an_entry() {
    // §5.1: what is not durable is gone.
    let run = after(
        460,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms_of": { "S3": 40 } }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 345, "do": "crash", "replica": "S3" }, { "at_ms": 350, "do": "cut", "links": [["S1", "S3"]] }, { "at_ms": 400, "do": "restart", "replica": "S3" }] }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S3", "index": 2 }"#, &["S3 holds no entry 2: its log ends at entry 1.", "S3 crashes and loses a write that was not durable. <- 345.000 S3 crashes and loses a write that was not durable", "The link from S1 to S3 is cut. <- 350.000 The link from S1 to S3 is cut"]);
}

#[test]
fn nobody_holds_an_entry_that_nobody_wrote() {
    // §5.3
    let run = led(3, 300, "");
    run.says(
        r#"{ "about": "entry", "replica": "S2", "index": 9 }"#,
        &[
            "S2 holds no entry 9: its log ends at entry 1.",
            "Nor does S1, which leads: its log ends at entry 1.",
        ],
    );
    run.says(r#"{ "about": "entry", "index": 9 }"#, &["S1 holds no entry 9: its log ends at entry 1."]);
}

#[test]
fn a_compacted_entry_is_committed() {
    // §7
    let run = led(
        3,
        600,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 500, "do": "compact", "replica": "S1" }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 2 }"#, &["Entry 2 is committed, and compacted at S1.", "S1's snapshot stands for all entries up to 2, which are committed. <- 500.000 S1 compacts its log up to entry 2 into a snapshot of 22 bytes"]);
}

#[test]
fn a_leader_counts_its_own_copy_only_when_that_is_durable() {
    // §5.3
    let run = after(
        300,
        r#"{ "replicas": 1, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms": 100 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 220, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }] }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 0 of 1.", "S1 counts nobody: 0 of 1. It needs 1. [MajorityOfVoters, §5.2]", "S1 counts its own copy when that is durable: its next write is at 340.000 ms. [LeaderCountsItselfWhenDurable, §5.3]"]);
}

#[test]
fn a_follower_acknowledges_only_what_is_durable() {
    // §5.1
    let run = after(
        350,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "disk": { "sync_ms_of": { "S3": 40 } }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 301, "do": "crash", "replica": "S2" }] }"#,
    );
    run.says(r#"{ "about": "entry", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 3.", "S1 counts S1: 1 of 3. It needs 2. [MajorityOfVoters, §5.2]", "S2 is down since 301.000 ms. <- 301.000 S2 crashes", "S3 has it, and answers when it is on its disk: the next write is durable at 380.000 ms. [PersistBeforeReply, §5.1]"]);
}

#[test]
fn a_joint_configuration_needs_a_majority_of_both_sets_of_voters() {
    // §6
    let run = after(
        305,
        r#"{ "replicas": 5, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "voters": ["S1", "S2", "S3"], "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 180, "do": "configure", "voters": ["S3", "S4", "S5"], "learners": [] }, { "at_ms": 265, "do": "crash", "replica": "S4" }, { "at_ms": 265, "do": "crash", "replica": "S5" }] }"#,
    );
    run.says(r#"{ "about": "entry", "index": 3 }"#, &["Entry 3 of term 1, configuration S1, S2, S3 and S3, S4, S5 jointly, is not committed: as far as S1 knows it is on 3 of 3 old and 1 of 3 new voters.", "S1 counts S1, S2 and S3: 3 of 3 old and 1 of 3 new voters. It needs 2 old and 2 new ones. [MajorityOfVoters, §5.2]", "S4 is down since 265.000 ms. <- 265.000 S4 crashes", "S5 is down since 265.000 ms. <- 265.000 S5 crashes"]);
}

#[test]
fn a_leader_that_is_no_voter_and_learners_do_not_count() {
    // Dissertation §4.2.2
    let run = after(
        340,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "voters": ["S1", "S2"], "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 180, "do": "add", "replica": "S3", "as": "learner" }, { "at_ms": 290, "do": "remove", "replica": "S1" }, { "at_ms": 305, "do": "crash", "replica": "S2" }] }"#,
    );
    run.says(r#"{ "about": "entry", "index": 3 }"#, &["Entry 3 of term 1, configuration S2; learning S3, is not committed: as far as S1 knows it is on 0 of 1.", "S1 counts nobody: 0 of 1. It needs 1. [MajorityOfVoters, §5.2]", "S2 is down since 305.000 ms. <- 305.000 S2 crashes", "S3 learns: its copy does not count.", "S1 is no voter of the configuration of entry 3. [RemovedLeaderDoesNotCount, dissertation §4.2.2]"]);
}

#[test]
fn a_follower_whose_log_differs_is_probed_first() {
    // §5.3: the consistency check.
    let run = after(900, &of_the_menu("rules/commit-only-current-term"));
    run.says(r#"{ "about": "entry", "index": 1 }"#, &["Entry 1 of term 2, put x=2, is not committed: as far as S5 knows it is on 1 of 5.", "S5 counts S5: 1 of 5. It needs 3. [MajorityOfVoters, §5.2]", "S1 is down since 740.000 ms. <- 740.000 S1 crashes", "S5 is looking for where S2's log agrees with its own, at nextIndex 2, and asks again at 1070.000 ms. [ConsistencyCheck, §5.3] <- 890.000 S2 refuses entries of S5: they follow entry 1 of term 2, and S2's is of term 1", "S5 is looking for where S3's log agrees with its own, at nextIndex 2, and asks again at 1070.000 ms. [ConsistencyCheck, §5.3] <- 890.000 S3 refuses entries of S5: they follow entry 1 of term 2, and S3's is of term 1", "S5 is looking for where S4's log agrees with its own, at nextIndex 2, and asks again at 1070.000 ms. [ConsistencyCheck, §5.3] <- 890.000 S4 refuses entries of S5: they follow entry 1 of term 2, and S4's is of term 1", "S5 does not commit an entry of term 2 by counting: it commits with the next entry of term 4. [CommitOnlyCurrentTerm, §5.4.2] <- 870.000 S5 wins term 4 with the votes of S2, S3, S5"]);
}

#[test]
fn a_follower_that_needs_a_snapshot_gets_that_first() {
    // §7
    let run = after(
        2145,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200, "snapshot_chunk": 8 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 150, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 2000, "do": "compact", "replica": "S1" }, { "at_ms": 2010, "do": "heal" }, { "at_ms": 2020, "do": "crash", "replica": "S2" }, { "at_ms": 2015, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }] }"#,
    );
    run.says(r#"{ "about": "entry", "index": 4 }"#, &["Entry 4 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 3.", "S1 counts S1: 1 of 3. It needs 2. [MajorityOfVoters, §5.2]", "S2 is down since 2020.000 ms. <- 2020.000 S2 crashes", "S3 first needs S1's snapshot up to entry 3, and has 0 of its 22 bytes. <- 2120.000 S1 sends S3 its snapshot up to entry 3: what S3 lacks is compacted"]);
}

#[test]
fn an_entry_that_was_lost_is_sent_again() {
    // §5.3
    let run = led(
        2,
        270,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 221, "do": "cut", "links": [["S1", "S2"]] }, { "at_ms": 245, "do": "heal" }"#,
    );
    run.says(r#"{ "about": "entry", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 2.", "S1 counts S1: 1 of 2. It needs 2. [MajorityOfVoters, §5.2]", "S1 has sent it to S2, where it did not arrive; S1 speaks to S2 again at 420.000 ms. <- 240.000 S1's AppendEntries to S2 meets a cut link"]);
}

#[test]
fn an_answer_that_was_lost_is_asked_for_again() {
    // §5.3
    let run = led(
        2,
        290,
        r#"{ "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 241, "do": "cut", "links": [["S2", "S1"]] }, { "at_ms": 265, "do": "heal" }"#,
    );
    run.says(r#"{ "about": "entry", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 2.", "S1 counts S1: 1 of 2. It needs 2. [MajorityOfVoters, §5.2]", "S2 has it, but S1 has not heard so: it speaks to S2 again at 420.000 ms. <- 260.000 S2's AppendEntries answer to S1 meets a cut link"]);
}

#[test]
fn a_leader_that_was_deposed_is_told_of_the_later_term() {
    // §5.1
    let run = led(
        3,
        335,
        r#"{ "at_ms": 200, "do": "isolate", "replica": "S1" }, { "at_ms": 210, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 300, "do": "time_out", "replica": "S2" }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S1", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is not committed: as far as S1 knows it is on 1 of 3.", "S1 counts S1: 1 of 3. It needs 2. [MajorityOfVoters, §5.2]", "The link from S1 to S2 is cut. <- 200.000 S1 is cut off from the rest", "The link from S1 to S3 is cut. <- 200.000 S1 is cut off from the rest", "S3 is in term 2: S1 steps down as soon as it hears of that. [StepDownOnHigherTerm, §5.1] <- 320.000 S3 enters term 2"]);
}

#[test]
fn an_entry_that_the_leader_has_compacted_is_the_committed_one_where_the_logs_match() {
    // §7
    let run = after(
        2005,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 265, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "4" }, { "at_ms": 2000, "do": "compact", "replica": "S1" }, { "at_ms": 2000, "do": "compact", "replica": "S2" }] }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S3", "index": 2 }"#, &["Entry 2 of term 1, put x=3, is committed, but S3 does not know it yet.", "The link from S1 to S3 is cut. <- 265.000 S3 is cut off from the rest", "S1 was the first to commit it, at 260.000 ms. <- 260.000 S1 commits up to entry 2", "It is on 3 of 3: S1, S2 and S3. A majority holds it, so every later leader has it. [MajorityOfVoters, §5.2]"]);
}

#[test]
fn whether_an_entry_is_the_compacted_one_may_be_unknown() {
    // §7
    let run = after(
        2005,
        r#"{ "replicas": 3, "clients": 2, "network": { "latency_ms": [20, 20] }, "raft": { "election_timeout_ms": [1500, 3000], "heartbeat_ms": 200 }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }, { "at_ms": 245, "do": "isolate", "replica": "S3" }, { "at_ms": 200, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "3" }, { "at_ms": 300, "do": "request", "client": "C1", "to": "S1", "op": "put", "key": "x", "value": "4" }, { "at_ms": 2000, "do": "compact", "replica": "S1" }, { "at_ms": 2000, "do": "compact", "replica": "S2" }] }"#,
    );
    run.says(r#"{ "about": "entry", "replica": "S3", "index": 2 }"#, &["Entry 2 is committed and compacted at the leader, but nobody knows yet whether it is this one.", "S1 leads term 1, and its snapshot will take the place of the log where that differs. [InstallKeepsMatchingTail, §7] <- 2000.000 S1 compacts its log up to entry 3 into a snapshot of 22 bytes", "It is on 1 of 3: S3."]);
}
