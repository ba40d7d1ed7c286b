//! A run that a test drives: time passes when it says so, and no invariant may break on the way.

use raft_playground::check::Checker;
use raft_playground::kv::Op;
use raft_playground::raft::{Micros, Node, NodeId, Role};
use raft_playground::sim::{
    Action, ClientId, Cluster, Exchange, Link, Replica, Reply, Run, Scenario, Target, Timed,
};

/// The replica that the paper calls S`number`.
pub(crate) const fn s(number: u8) -> NodeId {
    NodeId(number - 1)
}

pub(crate) struct Trial {
    run: Run<Checker>,
    now: Micros,
    seed: u64,
}

/// A request of a client, by its place in the history.
#[derive(Clone, Copy)]
pub(crate) struct Request(usize);

impl Trial {
    pub(crate) fn new(scenario: &Scenario) -> Self {
        Self { run: Run::new(scenario, Checker::default()), now: Micros::ZERO, seed: scenario.seed }
    }

    /// So many replicas, and two clients.
    pub(crate) fn of(replicas: u8) -> Self {
        Self::new(&Scenario { replicas, clients: 2, ..Scenario::default() })
    }

    /// Time passes.
    pub(crate) fn runs(&mut self, millis: u64) -> &mut Self {
        self.now = self.now.after(Micros::from_millis(millis));
        self.run.run_until(self.now);
        self.assert_unbroken();
        self
    }

    /// Time passes until something holds, at most so long. Says whether it does.
    pub(crate) fn runs_until(&mut self, millis: u64, holds: impl Fn(&Cluster) -> bool) -> bool {
        let most = self.now.after(Micros::from_millis(millis));
        let held = self.run.run_until_that(most, holds);
        self.now = if held { self.now.max(self.run.cluster().now()) } else { most };
        self.assert_unbroken();
        held
    }

    fn assert_unbroken(&self) {
        if let Some(violation) = self.run.watcher.violation() {
            panic!("seed {}: {violation}", self.seed);
        }
    }

    /// Something is done to the cluster now.
    pub(crate) fn does(&mut self, action: Action) -> &mut Self {
        self.run.enqueue(Timed { at: self.now, action });
        self.runs(0)
    }

    pub(crate) fn crashes(&mut self, replicas: &[NodeId]) -> &mut Self {
        for &replica in replicas {
            self.does(Action::Crash(replica));
        }
        self
    }

    pub(crate) fn restarts(&mut self, replicas: &[NodeId]) -> &mut Self {
        for &replica in replicas {
            self.does(Action::Restart(replica));
        }
        self
    }

    /// These replicas and all others no longer reach each other.
    pub(crate) fn cuts_off(&mut self, side: &[NodeId]) -> &mut Self {
        let others: Vec<NodeId> = self.all().into_iter().filter(|replica| !side.contains(replica)).collect();
        let pairs =
            side.iter().flat_map(|&one| others.iter().flat_map(move |&other| [(one, other), (other, one)]));
        let links: Vec<Link> = pairs.collect();
        self.does(Action::Cut(links))
    }

    pub(crate) fn heals(&mut self) -> &mut Self {
        self.does(Action::HealAll)
    }

    /// A command goes straight into the log of a leader, for no client.
    pub(crate) fn proposes(&mut self, leader: NodeId, op: &Op) {
        let taken = self.run.cluster_mut().propose(leader, op.encode(), self.now);
        self.run.after_direct_input();
        assert!(taken, "seed {}: {leader} leads and takes commands", self.seed);
    }

    /// The first client asks whoever leads.
    pub(crate) fn asks(&mut self, op: Op) -> Request {
        self.asks_of(Target::Leader, op)
    }

    /// The first client asks a certain replica.
    pub(crate) fn asks_of(&mut self, to: Target, op: Op) -> Request {
        self.request(ClientId(0), to, op)
    }

    /// A client asks whoever leads.
    pub(crate) fn client_asks(&mut self, client: ClientId, op: Op) -> Request {
        self.request(client, Target::Leader, op)
    }

    fn request(&mut self, client: ClientId, to: Target, op: Op) -> Request {
        let place = Request(self.cluster().clients().history().len());
        self.does(Action::Request { client, to, op, way: None });
        place
    }

    /// The first client asks whoever leads, and is answered within two seconds.
    pub(crate) fn is_told(&mut self, op: Op) -> Reply {
        let told = format!("seed {} at {} ms: {op}", self.seed, self.now);
        let request = self.asks(op);
        self.runs_until(2_000, |cluster| answer(cluster, request).is_some());
        self.answer(request).unwrap_or_else(|| panic!("{told} is not answered"))
    }

    /// A put that is acknowledged within two seconds.
    pub(crate) fn puts(&mut self, key: &str, value: &str) {
        assert_eq!(self.is_told(put(key, value)), Reply::Ok(None), "seed {}: put {key}={value}", self.seed);
    }

    /// What a get finds, within two seconds.
    pub(crate) fn gets(&mut self, key: &str) -> String {
        match self.is_told(get(key)) {
            Reply::Ok(Some(value)) => value.to_string(),
            other => panic!("seed {}: get {key} is answered {other:?}", self.seed),
        }
    }

    /// How a request was answered, if it was.
    pub(crate) fn answer(&self, request: Request) -> Option<Reply> {
        answer(self.cluster(), request)
    }

    /// Runs until a majority follows one leader, at most ten seconds, and says who it is.
    pub(crate) fn elects(&mut self) -> NodeId {
        self.elects_other_than(&[])
    }

    /// Runs until a majority follows a leader that is none of these, at most ten seconds, and says who it is.
    /// Replicas that are cut off may lead on without knowing that they are deposed.
    pub(crate) fn elects_other_than(&mut self, old: &[NodeId]) -> NodeId {
        let other = |cluster: &Cluster| leader(cluster).filter(|id| !old.contains(id));
        let elected = self.runs_until(10_000, |cluster| other(cluster).is_some());
        assert!(elected, "seed {}: no leader but {old:?} within 10 s, at {} ms", self.seed, self.now);
        other(self.cluster()).expect("it was there a moment ago")
    }

    /// Whom a majority follows.
    pub(crate) fn leader(&self) -> Option<NodeId> {
        leader(self.cluster())
    }

    pub(crate) fn cluster(&self) -> &Cluster {
        self.run.cluster()
    }

    /// A replica that is up.
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        let replica = self.cluster().replica(id).expect("it is a replica of the cluster");
        replica.node().unwrap_or_else(|| panic!("{id} is up"))
    }

    pub(crate) fn all(&self) -> Vec<NodeId> {
        self.cluster().replicas().iter().map(Replica::id).collect()
    }

    /// All replicas but these.
    pub(crate) fn others(&self, but: &[NodeId]) -> Vec<NodeId> {
        self.all().into_iter().filter(|replica| !but.contains(replica)).collect()
    }

    /// The pairs in the store of a replica.
    pub(crate) fn store(&self, id: NodeId) -> Vec<(String, String)> {
        let store = self.cluster().replica(id).expect("it is a replica of the cluster").store();
        store.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }

    /// Every replica is up and has applied the same, all that is in its log.
    pub(crate) fn assert_agreement(&self) {
        let first = s(1);
        for id in self.all() {
            let node = self.node(id);
            let (last, commit) = (node.log().last_index(), node.commit_index());
            assert_eq!(commit, last, "seed {}: {id} has committed its whole log", self.seed);
            assert_eq!(last, self.node(first).log().last_index(), "seed {}: log of {id}", self.seed);
            assert_eq!(self.store(id), self.store(first), "seed {}: store of {id}", self.seed);
        }
    }

    /// How many messages replicas have sent each other.
    pub(crate) fn messages(&self) -> u64 {
        self.cluster().post().counters.messages
    }
}

fn answer(cluster: &Cluster, Request(place): Request) -> Option<Reply> {
    let answer = |exchange: &Exchange| exchange.answer.as_ref().map(|(.., reply)| reply.clone());
    cluster.clients().history().get(place).and_then(answer)
}

/// The leader of the latest term, if a majority of all replicas follows it in that term.
fn leader(cluster: &Cluster) -> Option<NodeId> {
    let nodes = || cluster.replicas().iter().filter_map(|replica| replica.node());
    let leader = nodes().filter(|node| node.role() == Role::Leader).max_by_key(|node| node.term())?;
    let follows = |node: &&Node| node.term() == leader.term() && node.leader() == Some(leader.id());
    (nodes().filter(follows).count() > cluster.replicas().len() / 2).then_some(leader.id())
}

pub(crate) fn put(key: &str, value: &str) -> Op {
    Op::Put { key: key.into(), value: value.into() }
}

pub(crate) fn get(key: &str) -> Op {
    Op::Get { key: key.into() }
}
