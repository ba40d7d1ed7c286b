//! The rules of the course's wire, one by one: what is counted, cut and lost on the way, whom its clients ask, and what
//! they make of an answer.

use std::rc::Rc;

use super::{Books, Counts, Wish};
use crate::kv::Op;
use crate::raft::{Message, Micros, NodeId, NodeSet, Term};
use crate::sim::clients::{Clients, Counter};
use crate::sim::{
    Address, Asking, Body, ClientId, Network, NetworkSettings, Outcome, Post, Record, Reply, RequestId,
    Scenario, Target,
};

const CLIENT: ClientId = ClientId(0);
const S1: NodeId = NodeId(0);
const S2: NodeId = NodeId(1);
const S3: NodeId = NodeId(2);

/// A client of the course, five replicas of which some live, and the grader between them.
struct Wire {
    clients: Clients,
    post: Post,
    records: Vec<Record>,
    living: NodeSet,
}

impl Wire {
    fn new(loss: f64) -> Self {
        let hop = Micros(100);
        let settings = NetworkSettings { latency_least: hop, latency_most: hop, loss, duplication: 0.0 };
        let mut post = Post::new(Network::new(settings, 1), 1);
        post.grader.books = Some(Box::default());
        let living = NodeSet::first(5);
        living.iter().for_each(|id| post.grader.greet(id));
        let mut clients = Clients::new(2, 1);
        let Asking { retry, sessions, .. } = Scenario::default().asking;
        clients.tune(Some(retry), Some(sessions));
        Self { clients, post, records: Vec::new(), living }
    }

    /// A replica says something to another and names a leader; how it ends, if on the way.
    fn says(&mut self, from: NodeId, to: NodeId, leader: Option<NodeId>) -> Option<Outcome> {
        let body = Body::Raft(Message::TimeoutNow { term: Term(1) });
        self.post.send(Micros::ZERO, from.into(), to.into(), leader, body);
        let doom = self.post.fresh().last().and_then(|(_, envelope)| envelope.doom);
        self.post.clear_fresh();
        doom
    }

    fn work(&mut self, work: impl FnOnce(&mut Clients, &mut Counter<'_>)) -> Vec<(RequestId, NodeId)> {
        let (post, records) = (&mut self.post, &mut self.records);
        work(&mut self.clients, &mut Counter { now: Micros::ZERO, helpful: self.living, post, records });
        let asked = self.post.fresh().filter_map(|(_, envelope)| match (&envelope.body, envelope.to) {
            (&Body::Request { id, .. }, Address::Replica(to)) => Some((id, to)),
            _ => None,
        });
        let asked = asked.collect();
        self.post.clear_fresh();
        asked
    }

    /// The client has a wish: the number of its request, and whom it asks.
    fn asks(&mut self, op: Op) -> (RequestId, NodeId) {
        let wish = Wish { op: op.clone(), in_place_of_get: false };
        self.books().generate(&wish, Micros::ZERO);
        self.work(|clients, counter| clients.ask(CLIENT, Target::Leader, op, None, counter))[0]
    }

    /// It is answered, by a message that names a leader: what it asks then.
    fn hears(&mut self, id: RequestId, reply: Reply, leader: Option<NodeId>) -> Vec<(RequestId, NodeId)> {
        self.work(|clients, counter| clients.receive(CLIENT, S1, leader, (id, reply), counter))
    }

    fn books(&mut self) -> &mut Books {
        self.post.grader.books.as_mut().expect("it keeps books")
    }

    fn counts(&mut self) -> Counts {
        self.books().counts
    }

    fn total_msgs(&self) -> u64 {
        self.post.counters.messages
    }
}

fn put(value: &str) -> Op {
    Op::Put { key: "k".into(), value: value.into() }
}

fn get() -> Op {
    Op::Get { key: "k".into() }
}

// Routing

#[test]
fn what_is_said_to_a_replica_is_counted_though_it_is_cut_off_lost_or_dead() {
    let mut wire = Wire::new(0.0);
    wire.post.network.set_cut((S1, S2), true);
    assert_eq!((wire.says(S1, S2, None), wire.total_msgs()), (Some(Outcome::Cut), 1));
    let mut wire = Wire::new(1.0);
    assert_eq!((wire.says(S1, S2, None), wire.total_msgs()), (Some(Outcome::Lost), 1));
    let mut wire = Wire::new(0.0);
    wire.living = NodeSet::only(S1);
    assert_eq!((wire.says(S1, S2, None), wire.total_msgs()), (None, 1), "whoever lives");
}

#[test]
fn what_is_said_to_all_is_a_message_to_each_with_a_fate_of_its_own() {
    let mut wire = Wire::new(0.5);
    wire.post.network.set_cut((S1, S2), true);
    let mut fates = Vec::new();
    for _ in 0..50 {
        fates.push((1..5).map(|to| wire.says(S1, NodeId(to), None)).collect::<Vec<_>>());
    }
    assert_eq!(wire.total_msgs(), 4 * 50);
    assert!(fates.iter().all(|fate| fate[0] == Some(Outcome::Cut)));
    let mut of_the_others: Vec<_> =
        fates.iter().map(|fate| fate[1..].iter().filter(|doom| doom.is_some()).count()).collect();
    of_the_others.sort_unstable();
    of_the_others.dedup();
    assert_eq!(of_the_others, [0, 1, 2, 3], "any number of them is lost");
}

#[test]
fn whether_a_message_is_lost_is_drawn_only_where_the_link_is_not_cut() {
    let lost = |cut_off: usize| -> Vec<_> {
        let mut wire = Wire::new(0.5);
        wire.post.network.set_cut((S1, S2), true);
        for _ in 0..cut_off {
            wire.says(S1, S2, None);
        }
        (0..50).map(|_| wire.says(S1, S3, None)).collect()
    };
    assert_eq!(lost(0), lost(7));
}

#[test]
fn what_clients_say_and_hear_is_never_counted_cut_or_lost() {
    let mut wire = Wire::new(1.0);
    for other in wire.living.iter() {
        wire.post.network.set_cut((S1, other), true);
        wire.post.network.set_cut((other, S1), true);
    }
    wire.living = NodeSet::only(S1);
    let (id, to) = wire.asks(put("v"));
    assert_eq!(to, S1);
    wire.post.send(Micros::ZERO, S1.into(), CLIENT.into(), None, Body::Answer { id, reply: Reply::Ok(None) });
    let dooms: Vec<_> = wire.post.in_flight().map(|envelope| envelope.doom).collect();
    assert_eq!((dooms, wire.total_msgs()), (vec![None; 2], 0));
}

#[test]
fn hello_is_not_counted_and_names_no_leader() {
    let mut wire = Wire::new(0.0);
    wire.says(S1, S2, Some(S1));
    wire.post.grader.greet(S3);
    assert_eq!((wire.total_msgs(), wire.post.grader.believed_leader), (1, Some(S1)));
}

#[test]
fn the_leader_that_an_answer_to_a_client_names_is_believed_too() {
    let mut wire = Wire::new(0.0);
    let answer = |id| Body::Answer { id: RequestId(id), reply: Reply::Redirect };
    wire.post.send(Micros::ZERO, S1.into(), CLIENT.into(), Some(S3), answer(1));
    assert_eq!(wire.post.grader.believed_leader, Some(S3));
    wire.post.send(Micros::ZERO, S1.into(), CLIENT.into(), None, answer(2));
    assert_eq!(wire.post.grader.believed_leader, None, "FFFF");
}

#[test]
fn what_a_client_names_as_leader_is_not_believed() {
    let mut wire = Wire::new(0.0);
    let id = RequestId(1);
    let request = Body::Request { id, op: Rc::new(get()), mark: None, way: None };
    wire.post.send(Micros::ZERO, CLIENT.into(), S1.into(), Some(S3), request);
    assert_eq!(wire.post.grader.believed_leader, None);
}

// Clients

#[test]
fn a_client_asks_whom_it_believes_to_lead_if_that_one_lives_and_else_any_that_lives() {
    let mut wire = Wire::new(0.0);
    let (id, _) = wire.asks(put("v"));
    wire.hears(id, Reply::Ok(None), Some(S3));
    for _ in 0..10 {
        assert_eq!(wire.asks(get()).1, S3);
    }
    wire.living = [S1, S2].into_iter().collect();
    let asked: NodeSet = (0..20).map(|_| wire.asks(get()).1).collect();
    assert_eq!(asked, wire.living);
}

#[test]
fn the_first_answer_says_whom_a_client_believes_to_lead_also_nobody_and_a_repeat_says_nothing() {
    let mut wire = Wire::new(0.0);
    let (id, _) = wire.asks(put("v"));
    wire.hears(id, Reply::Ok(None), Some(S3));
    wire.hears(id, Reply::Ok(None), Some(S2));
    let (next, to) = wire.asks(get());
    assert_eq!(to, S3);
    wire.hears(next, Reply::Ok(Some("v".into())), None);
    let asked: NodeSet = (0..50).map(|_| wire.asks(get()).1).collect();
    assert_eq!(asked, wire.living, "it believes in nobody");
}

#[test]
fn redirect_and_fail_have_a_client_ask_again_at_once_under_a_new_number() {
    for reply in [Reply::Redirect, Reply::Fail] {
        let mut wire = Wire::new(0.0);
        let (id, _) = wire.asks(put("v"));
        let again = wire.hears(id, reply, Some(S2));
        assert_eq!(again, [(RequestId(id.0 + 1), S2)]);
        assert_eq!(wire.counts().generated_puts, 1, "that is the same put");
        assert_eq!(wire.hears(again[0].0, Reply::Ok(None), Some(S2)), []);
        assert_eq!((wire.counts().redirects, wire.counts().ok_puts), (1, 1));
    }
}

#[test]
fn silence_is_never_retried() {
    let mut wire = Wire::new(0.0);
    wire.asks(put("v"));
    assert_eq!(wire.clients.deadline(), Micros::NEVER);
}

#[test]
fn a_get_is_to_give_the_last_value_that_was_acknowledged_to_this_client() {
    let mut wire = Wire::new(0.0);
    for value in ["1", "2"] {
        let (id, _) = wire.asks(put(value));
        wire.hears(id, Reply::Ok(None), None);
    }
    wire.asks(put("3"));
    for (value, incorrect) in [("2", 0), ("1", 1), ("3", 2)] {
        let (id, _) = wire.asks(get());
        wire.hears(id, Reply::Ok(Some(value.into())), None);
        assert_eq!(wire.counts().incorrect, incorrect, "{value}, where 3 is not acknowledged yet");
    }
}

#[test]
fn what_a_get_gives_is_held_against_what_is_acknowledged_when_it_is_answered() {
    let mut wire = Wire::new(0.0);
    let (first, _) = wire.asks(put("1"));
    wire.hears(first, Reply::Ok(None), None);
    let (read, _) = wire.asks(get());
    let (second, _) = wire.asks(put("2"));
    wire.hears(second, Reply::Ok(None), None);
    // It may well have been carried out before the second put: the course judges it incorrect all the same.
    wire.hears(read, Reply::Ok(Some("1".into())), None);
    assert_eq!(wire.counts().incorrect, 1);
}
