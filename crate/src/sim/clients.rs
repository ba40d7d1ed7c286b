//! The clients: whom they ask, what they make of the answers, and what came of it all.

use std::rc::Rc;

use oorandom::Rand32;

use crate::kv::{Mark, Op};
use crate::raft::{Chunks, Micros, NodeId, NodeSet, ReadWay};

use super::action::Target;
use super::address::{Address, ClientId};
use super::envelope::{Body, Reply, RequestId};
use super::grader::Beliefs;
use super::patience::Patience;
use super::post::Post;
use super::seats::{Seat, Ticket};
use super::trace::{Answered, Record, What};

/// One operation of a client, from the first request to the last answer.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Who asked.
    pub client: ClientId,
    /// What.
    pub op: Rc<Op>,
    /// When it asked first.
    pub asked: Micros,
    /// The answer that ended it, when, and by whom; none yet, or never.
    pub answer: Option<(Micros, NodeId, Reply)>,
    /// Whom it asks. Who asks "the leader" asks again elsewhere when it is sent on, or hears nothing.
    to: Target,
    way: Option<ReadWay>,
    /// Its place in a session of the client.
    ticket: Option<Ticket>,
    /// The last request that was sent for it, and to whom.
    last: (RequestId, NodeId),
    /// How many requests for it were not answered in time.
    silences: u8,
}

impl Exchange {
    /// Whether the client asks again elsewhere when it is sent on, or is not answered in time.
    #[must_use]
    pub fn asks_again(&self) -> bool {
        self.to == Target::Leader
    }

    /// The last request that was sent for it, and to whom; none while it waits for a session to be opened.
    #[must_use]
    pub fn last_request(&self) -> Option<(RequestId, NodeId)> {
        Some(self.last).filter(|&(id, _)| id > RequestId::default())
    }
}

/// All clients of a cluster. They behave as the course's do: the first answer to a request counts, a redirect
/// is followed at once, and silence is never retried, but for the opening of a session, unless they are told to
/// retry it.
#[derive(Clone, Debug)]
pub struct Clients {
    /// Whom each believes to lead, and what each has put by its own account.
    beliefs: Beliefs,
    /// The session of each.
    seats: Vec<Seat>,
    /// Whether they open sessions.
    sessions: bool,
    patience: Patience,
    /// The requests that are not answered, in the order of sending, with their place in the history.
    open: Vec<(RequestId, usize)>,
    history: Chunks<Exchange>,
    requests: u64,
    random: Rand32,
}

/// What clients work with during one event.
#[derive(Debug)]
pub struct Counter<'a> {
    /// The time.
    pub now: Micros,
    /// The replicas that are up and take part, or can tell who leads.
    pub helpful: NodeSet,
    /// Where requests go.
    pub post: &'a mut Post,
    /// Where it is told what happened.
    pub records: &'a mut Vec<Record>,
}

impl Clients {
    /// So many clients that know nothing yet.
    #[must_use]
    pub fn new(count: u8, seed: u64) -> Self {
        Self {
            beliefs: Beliefs::new(count),
            seats: vec![Seat::default(); usize::from(count)],
            sessions: false,
            patience: Patience::default(),
            open: Vec::new(),
            history: Chunks::default(),
            requests: 0,
            random: Rand32::new_inc(seed, 3_000),
        }
    }

    /// A client asks something. One that asks "the leader" follows redirects; one that asks a certain replica
    /// wants to hear what that replica says.
    pub fn ask(
        &mut self,
        client: ClientId,
        to: Target,
        op: Op,
        way: Option<ReadWay>,
        counter: &mut Counter<'_>,
    ) {
        counter.post.counters.requests += 1;
        let last = (RequestId::default(), NodeId(0));
        let (op, asked) = (Rc::new(op), counter.now);
        let (ticket, answer, silences) = (None, None, 0);
        self.history.push(Exchange { client, op, asked, answer, to, way, ticket, last, silences });
        self.send_first(self.history.len() - 1, counter);
    }

    /// Sends a request for the first time, in the client's session if they have them; without one yet, the client
    /// opens one first.
    fn send_first(&mut self, place: usize, counter: &mut Counter<'_>) {
        let Some(exchange) = self.history.get_mut(place) else { return };
        let (client, to) = (exchange.client, exchange.to);
        if self.sessions && !matches!(*exchange.op, Op::OpenSession { .. }) {
            let seat = &mut self.seats[client.index()];
            exchange.ticket = seat.next_ticket();
            if exchange.ticket.is_none() {
                if seat.wait(place) {
                    let op = Op::OpenSession { client: client.0 };
                    self.ask(client, Target::Leader, op, None, counter);
                }
                return;
            }
        }
        let to = match to {
            Target::Replica(to) => to,
            Target::Leader => self.beliefs.whom_to_ask(client, counter.helpful, &mut self.random),
        };
        self.send(place, to, counter);
    }

    /// The mark of a command as it is sent now.
    fn mark(&self, exchange: &Exchange) -> Option<Mark> {
        let Ticket { session, sequence } = exchange.ticket?;
        let others = self.open.iter().filter_map(|&(_, place)| self.history.get(place));
        let unanswered = others
            .filter(|other| other.client == exchange.client)
            .filter_map(|other| other.ticket)
            .filter(|ticket| ticket.session == session)
            .fold(sequence, |least, ticket| least.min(ticket.sequence));
        Some(Mark { session, sequence, unanswered })
    }

    fn send(&mut self, place: usize, to: NodeId, counter: &mut Counter<'_>) {
        self.requests += 1;
        let id = RequestId(self.requests);
        self.open.push((id, place));
        let Some(exchange) = self.history.get_mut(place) else { return };
        exchange.last = (id, to);
        if exchange.asks_again() {
            self.patience.begin(id, &exchange.op, exchange.silences, counter.now);
        }
        let Some(exchange) = self.history.get(place) else { return };
        let from = Address::Client(exchange.client);
        // Who asks a certain replica wants to hear what that one says, whoever leads.
        let leader = self.beliefs.leader(exchange.client).filter(|_| exchange.asks_again());
        let (op, mark, way) = (Rc::clone(&exchange.op), self.mark(exchange), exchange.way);
        counter.records.push(Record {
            at: counter.now,
            subject: Some(from),
            what: What::Asked { to, id },
            message: None,
        });
        if let Some(books) = &mut counter.post.grader.books {
            books.ask(id, &op, counter.now);
        }
        counter.post.send(counter.now, from, to.into(), leader, Body::Request { id, op, mark, way });
    }

    /// Asks another replica what was not answered in time: the same once more, of the one that leads as far as the client
    /// has learnt meanwhile. The first answer to either counts.
    pub fn run_out_of_patience(&mut self, counter: &mut Counter<'_>) {
        while let Some(id) = self.patience.next_over(counter.now) {
            let Some(place) = self.place(id) else { continue };
            let Some(exchange) = self.history.get_mut(place) else { continue };
            exchange.silences = exchange.silences.saturating_add(1);
            let (asked, subject) = (exchange.last.1, Some(exchange.client.into()));
            let leader = self.beliefs.leader(exchange.client);
            let what = What::OutOfPatience { id };
            counter.records.push(Record { at: counter.now, subject, what, message: None });
            let others: NodeSet = counter.helpful.iter().filter(|&other| other != asked).collect();
            let leader = leader.filter(|&leader| others.contains(leader));
            let to = leader.or_else(|| others.drawn(&mut self.random)).unwrap_or(asked);
            self.send(place, to, counter);
        }
    }

    /// The place in the history of what a request asks, while it is not answered.
    fn place(&self, id: RequestId) -> Option<usize> {
        let open = self.open.binary_search_by_key(&id, |&(id, _)| id).ok()?;
        Some(self.open[open].1)
    }

    /// When its client asks again what this request asked, if it does.
    #[must_use]
    pub fn asks_again_at(&self, id: RequestId) -> Option<Micros> {
        self.patience.over(id)
    }

    /// When the next client runs out of patience.
    #[must_use]
    pub fn deadline(&self) -> Micros {
        self.patience.deadline()
    }

    /// Changes how clients ask from now on; what is `None` stays.
    pub fn tune(&mut self, retry: Option<Micros>, sessions: Option<bool>) {
        self.sessions = sessions.unwrap_or(self.sessions);
        if let Some(retry) = retry {
            self.patience.set_length(retry);
        }
    }

    /// After how long without an answer a client asks again; zero for never.
    #[must_use]
    pub const fn retry(&self) -> Micros {
        self.patience.length()
    }

    /// Whether clients open sessions.
    #[must_use]
    pub const fn have_sessions(&self) -> bool {
        self.sessions
    }

    /// An answer arrives. `leader` is whom it names as leader.
    pub fn receive(
        &mut self,
        client: ClientId,
        by: NodeId,
        leader: Option<NodeId>,
        (id, reply): (RequestId, Reply),
        counter: &mut Counter<'_>,
    ) {
        let open = self.open.binary_search_by_key(&id, |&(id, _)| id);
        let place = open.ok().map(|open| self.open.remove(open).1);
        if let Some(books) = &mut counter.post.grader.books {
            let asked = place.and_then(|place| self.history.get(place));
            let right = asked.is_none_or(|asked| self.beliefs.allow(client, &asked.op, &reply));
            books.answer(id, &reply, right, counter.now);
        }
        let how = match (&reply, place) {
            (_, None) => Answered::Again,
            (Reply::Ok(_) | Reply::Opened(_), _) => Answered::Ok,
            (Reply::SessionExpired, _) => Answered::Expired,
            (Reply::Fail, _) => Answered::Fail,
            (Reply::Redirect, _) => Answered::Redirect,
        };
        let subject = Some(Address::Client(client));
        let what = What::Answered { by, id, how };
        counter.records.push(Record { at: counter.now, subject, what, message: None });
        let Some(place) = place else { return };
        self.beliefs.hear(client, leader);
        let figures = &mut counter.post.counters;
        match how {
            Answered::Ok => figures.ok += 1,
            Answered::Fail | Answered::Expired => figures.failed += 1,
            Answered::Redirect | Answered::Again => figures.redirected += 1,
        }
        self.settle(client, place, by, (id, reply), counter);
        let open = &self.open;
        self.patience.forget(|id| open.binary_search_by_key(&id, |&(id, _)| id).is_err());
    }

    fn settle(
        &mut self,
        client: ClientId,
        place: usize,
        by: NodeId,
        (id, reply): (RequestId, Reply),
        counter: &mut Counter<'_>,
    ) {
        let Some(exchange) = self.history.get_mut(place) else { return };
        let follows = exchange.asks_again();
        // A failed compare-and-set was carried out, and is over; what else fails was not.
        let final_fail = matches!(*exchange.op, Op::CompareAndSet { .. });
        let again = match reply {
            Reply::Ok(_) | Reply::Opened(_) | Reply::SessionExpired => false,
            Reply::Fail => follows && !final_fail,
            Reply::Redirect => follows,
        };
        if again {
            // Of a request that was sent once more already, another answer is still to come.
            if exchange.last.0 != id {
                return;
            }
            let to = self.beliefs.whom_to_ask(client, counter.helpful, &mut self.random);
            self.send(place, to, counter);
            return;
        }
        if let (Reply::Ok(_), Op::Put { key, value }) = (&reply, &*exchange.op) {
            self.beliefs.acknowledge(client, key, value);
        }
        let (opened, expired) = match reply {
            Reply::Opened(session) => (Some(session), false),
            Reply::SessionExpired => (None, true),
            _ => (None, false),
        };
        exchange.answer = Some((counter.now, by, reply));
        let (ticket, silences) = (exchange.ticket, exchange.silences);
        // Other requests for the same were sent after a silence, and what they are answered is of no use.
        if silences > 0 {
            self.open.retain(|&(_, other)| other != place);
        }
        let seat = &mut self.seats[client.index()];
        if let (Some(ticket), true) = (ticket, expired) {
            seat.leave(ticket.session);
        }
        if let Some(session) = opened {
            for place in seat.take(session) {
                self.send_first(place, counter);
            }
        }
    }

    /// What the clients believe.
    #[must_use]
    pub const fn beliefs(&self) -> &Beliefs {
        &self.beliefs
    }

    /// Forgets whom the clients believe to lead.
    pub fn forget_leader(&mut self) {
        self.beliefs.forget_leaders();
    }

    /// How many clients there are.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.beliefs.clients()
    }

    /// Every operation so far, in the order of asking.
    #[must_use]
    pub const fn history(&self) -> &Chunks<Exchange> {
        &self.history
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kv::Sequence;
    use crate::raft::LogIndex;
    use crate::sim::network::Network;
    use crate::sim::{Address, Counters, Scenario};

    /// One client that asks three replicas, and everything that it sends.
    struct Counterpart {
        clients: Clients,
        post: Post,
        records: Vec<Record>,
        now: Micros,
    }

    impl Counterpart {
        fn new(retry: Micros, sessions: bool) -> Self {
            let mut clients = Clients::new(1, 1);
            clients.tune(Some(retry), Some(sessions));
            let post = Post::new(Network::new(Scenario::default().network, 1), 1);
            Self { clients, post, records: Vec::new(), now: Micros::ZERO }
        }

        /// Lets the clients do something, and gives the requests that they send: number, receiver, and mark.
        fn sends(
            &mut self,
            work: impl FnOnce(&mut Clients, &mut Counter<'_>),
        ) -> Vec<(RequestId, NodeId, Option<Mark>)> {
            let helpful = NodeSet::first(3);
            let (post, records) = (&mut self.post, &mut self.records);
            work(&mut self.clients, &mut Counter { now: self.now, helpful, post, records });
            let sent = self.post.fresh().filter_map(|(_, envelope)| match (&envelope.body, envelope.to) {
                (&Body::Request { id, mark, .. }, Address::Replica(to)) => Some((id, to, mark)),
                _ => None,
            });
            let sent = sent.collect();
            self.post.clear_fresh();
            sent
        }

        fn asks(&mut self) -> Vec<(RequestId, NodeId, Option<Mark>)> {
            let op = Op::Put { key: "x".into(), value: "1".into() };
            self.sends(|clients, counter| clients.ask(ClientId(0), Target::Leader, op, None, counter))
        }

        fn hears(&mut self, id: RequestId, reply: Reply) -> Vec<(RequestId, NodeId, Option<Mark>)> {
            let (client, by) = (ClientId(0), NodeId(0));
            self.sends(|clients, counter| clients.receive(client, by, None, (id, reply), counter))
        }

        fn waits(&mut self) -> Vec<(RequestId, NodeId, Option<Mark>)> {
            self.now = self.clients.deadline();
            self.sends(Clients::run_out_of_patience)
        }

        fn figures(&self) -> Counters {
            self.post.counters
        }
    }

    #[test]
    fn a_client_without_an_answer_asks_another_replica_and_waits_twice_as_long_each_time() {
        let mut client = Counterpart::new(Micros(100), false);
        let mut asked = client.asks()[0].1;
        for over in [100, 300, 700, 1_500] {
            let again = client.waits();
            assert_eq!((client.now, again.len()), (Micros(over), 1));
            assert_ne!(again[0].1, asked);
            asked = again[0].1;
        }
    }

    #[test]
    fn a_client_without_an_answer_asks_the_leader_if_it_has_learnt_meanwhile_who_leads() {
        for nth in 0..2 {
            let mut client = Counterpart::new(Micros(100), false);
            let (_, silent, _) = client.asks()[0];
            let answered = client.asks()[0].0;
            let leader =
                NodeSet::first(3).iter().filter(|&other| other != silent).nth(nth).expect("there are two");
            client.sends(|clients, counter| {
                clients.receive(ClientId(0), leader, Some(leader), (answered, Reply::Ok(None)), counter);
            });
            assert_eq!(client.waits()[0].1, leader);
            assert_ne!(client.waits()[0].1, leader, "if it is silent too, another may lead by now");
        }
    }

    #[test]
    fn a_client_with_an_answer_asks_no_more() {
        let mut client = Counterpart::new(Micros(100), false);
        let first = client.asks()[0].0;
        assert_eq!(client.hears(first, Reply::Ok(None)), []);
        assert_eq!(client.clients.deadline(), Micros::NEVER);
    }

    #[test]
    fn of_several_requests_for_the_same_the_first_answer_counts_and_only_the_last_is_sent_on() {
        let mut client = Counterpart::new(Micros(100), false);
        let first = client.asks()[0].0;
        let second = client.waits()[0].0;
        assert_eq!(client.hears(first, Reply::Redirect), [], "the second is still to be answered");
        let third = client.hears(second, Reply::Redirect)[0].0;
        client.hears(third, Reply::Ok(None));
        assert_eq!((client.figures().ok, client.figures().requests), (1, 1));

        let first = client.asks()[0].0;
        let second = client.waits()[0].0;
        client.hears(first, Reply::Ok(None));
        client.hears(second, Reply::Ok(None));
        assert_eq!(
            (client.figures().ok, client.figures().requests),
            (2, 2),
            "the second answer is of no use"
        );
    }

    #[test]
    fn what_is_sent_again_has_the_same_number_and_tells_the_least_that_is_unanswered() {
        let mut client = Counterpart::new(Micros(1_000), true);
        let opening = client.asks();
        assert_eq!((opening.len(), opening[0].2), (1, None), "first it opens a session");
        assert_eq!(client.asks(), [], "what comes meanwhile waits for it");
        let session = LogIndex(4);
        let mark = |sequence, unanswered| {
            Some(Mark { session, sequence: Sequence(sequence), unanswered: Sequence(unanswered) })
        };
        let sent = client.hears(opening[0].0, Reply::Opened(session));
        assert_eq!(sent.iter().map(|sent| sent.2).collect::<Vec<_>>(), [mark(1, 1), mark(2, 1)]);
        assert_eq!(client.hears(sent[1].0, Reply::Redirect)[0].2, mark(2, 1));
        client.hears(sent[0].0, Reply::Ok(None));
        assert_eq!(client.waits()[0].2, mark(2, 2), "the first is answered");
    }

    #[test]
    fn a_client_that_waits_for_ever_still_asks_again_for_its_session() {
        let mut client = Counterpart::new(Micros::ZERO, true);
        client.asks();
        assert_eq!(client.waits().len(), 1);
        assert_eq!(client.now, Micros::from_millis(1_000));
    }

    #[test]
    fn a_client_asks_again_for_its_session_every_second_however_often_it_was_not_answered() {
        for (retry, over) in [(400, [400, 1_200, 2_200, 3_200]), (1_500, [1_500, 3_000, 4_500, 6_000])] {
            let mut client = Counterpart::new(Micros::from_millis(retry), true);
            client.asks();
            for over in over {
                assert_eq!((client.waits().len(), client.now), (1, Micros::from_millis(over)));
            }
        }
    }
}
