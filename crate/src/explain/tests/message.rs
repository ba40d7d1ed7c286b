//! What became of this message, and why?

use super::{after, led};

#[test]
fn a_message_on_its_way_tells_when_it_would_arrive() {
    let run = led(3, 60, "");
    run.says(
        r#"{ "about": "message", "message": 1 }"#,
        &["S1's RequestVote to S2 is on its way, and would arrive at 70.000 ms."],
    );
}

#[test]
fn a_message_on_its_way_to_a_cut_tells_so() {
    let run = led(3, 60, r#"{ "at_ms": 55, "do": "isolate", "replica": "S2" }"#);
    run.says(
        r#"{ "about": "message", "message": 1 }"#,
        &[
            "S1's RequestVote to S2 is on its way, and would arrive at 70.000 ms.",
            "The link from S1 to S2 is cut. <- 55.000 S2 is cut off from the rest",
        ],
    );
}

#[test]
fn a_lost_message_tells_that_the_network_loses_some() {
    let run = after(
        80,
        r#"{ "replicas": 2, "seed": 1, "network": { "latency_ms": [20, 20], "loss": 1 }, "raft": { "election_timeout_ms": [1500, 3000] }, "actions": [{ "at_ms": 50, "do": "time_out", "replica": "S1" }] }"#,
    );
    run.says(r#"{ "about": "message", "message": 1 }"#, &["64.600 ms: S1's RequestVote to S2 is lost.", "The network loses 100 % of the messages between replicas, drawn from the seed when each is sent. <- 64.600 S1's RequestVote to S2 is lost"]);
}

#[test]
fn a_message_that_met_a_cut_tells_who_made_it() {
    let run =
        led(3, 80, r#"{ "at_ms": 55, "do": "isolate", "replica": "S2" }, { "at_ms": 75, "do": "heal" }"#);
    run.says(r#"{ "about": "message", "message": 1 }"#, &["70.000 ms: S1's RequestVote to S2 meets a cut link.", "A cut is met at sending and at arrival: nothing passed from S1 to S2. <- 55.000 S2 is cut off from the rest <- 70.000 S1's RequestVote to S2 meets a cut link"]);
}

#[test]
fn a_message_that_found_its_receiver_down_tells_of_the_crash() {
    let run = led(3, 80, r#"{ "at_ms": 55, "do": "crash", "replica": "S2" }"#);
    run.says(r#"{ "about": "message", "message": 1 }"#, &["70.000 ms: S1's RequestVote finds S2 down.", "S2 was down when it arrived. Nobody keeps a message for a replica that is down. <- 55.000 S2 crashes <- 70.000 S1's RequestVote finds S2 down"]);
}

#[test]
fn a_message_that_was_dropped_was_dropped_by_hand() {
    let run = led(3, 80, r#"{ "at_ms": 55, "do": "drop", "message": 1 }"#);
    run.says(
        r#"{ "about": "message", "message": 1 }"#,
        &[
            "55.000 ms: S1's RequestVote to S2 is dropped.",
            "It was dropped by hand. <- 55.000 S1's RequestVote to S2 is dropped",
        ],
    );
}

#[test]
fn a_message_that_arrived_tells_what_came_of_it() {
    // §5.2
    let run = led(3, 80, "");
    run.says(
        r#"{ "about": "message", "message": 1 }"#,
        &[
            "It arrived at 70.000 ms.",
            "S2 enters term 1. <- 70.000 S2 enters term 1",
            "S2 votes for S1 in term 1. <- 70.000 S2 votes for S1 in term 1",
            "S2's vote for S1 in term 1 is durable. <- 70.000 S2's vote for S1 in term 1 is durable",
        ],
    );
}

#[test]
fn a_message_that_told_nothing_new_is_told_as_such() {
    let run = led(3, 500, "");
    run.says(r#"{ "about": "message", "message": 4 }"#, &["It arrived, and told its receiver nothing new."]);
}

#[test]
fn a_message_that_was_not_sent_has_no_fate() {
    let run = led(3, 60, "");
    run.says(r#"{ "about": "message", "message": 99 }"#, &["No message 99 was sent yet."]);
}
