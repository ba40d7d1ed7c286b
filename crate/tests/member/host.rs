//! A host of all five, who keeps what they want kept, passes their messages on in the order of sending, and lets
//! time pass from deadline to deadline.

use std::collections::{BTreeMap, VecDeque};

use raft_playground::course::{Member, Output};
use serde_json::{Value, json};

use super::words::{CLIENT, IDS, options, value};

pub(crate) struct Host {
    up: BTreeMap<&'static str, Member>,
    /// The writes of each replica, as a file would hold them.
    pub(crate) kept: BTreeMap<&'static str, Vec<Value>>,
    wire: VecDeque<Value>,
    /// All that replicas sent to each other, in order.
    pub(crate) sent: Vec<Value>,
    /// What the client heard, in order.
    pub(crate) heard: Vec<Value>,
    now: f64,
    more: Value,
    asked: u64,
}

impl Host {
    /// Five replicas with these options that have just started.
    pub(crate) fn of_five(more: Value) -> Self {
        let mut host = Self {
            up: BTreeMap::new(),
            kept: BTreeMap::new(),
            wire: VecDeque::new(),
            sent: Vec::new(),
            heard: Vec::new(),
            now: 0.0,
            more,
            asked: 0,
        };
        for id in IDS {
            host.start(id);
        }
        host
    }

    /// A replica starts with what was kept of it, and says hello.
    pub(crate) fn start(&mut self, id: &'static str) {
        let mut options = options(id, &self.more);
        options["seed"] = json!(self.now as u64 + 1);
        options["durable"] = json!(self.kept.entry(id).or_default());
        let member = Member::new(&options.to_string(), 0, self.now).expect("the options are good");
        let hello = member.hello();
        self.up.insert(id, member);
        self.carry_out(id, &hello);
    }

    /// A replica dies with all that was not kept.
    pub(crate) fn kill(&mut self, id: &'static str) {
        self.up.remove(id);
    }

    pub(crate) fn member(&self, id: &str) -> &Member {
        &self.up[id]
    }

    /// Writes first, then messages.
    fn carry_out(&mut self, id: &'static str, output: &Output) {
        assert_eq!(output.refused, None, "our own messages are good");
        self.kept.entry(id).or_default().extend(output.writes.iter().map(value));
        for message in output.messages.iter().map(value) {
            assert_eq!(message["src"], id);
            if message["dst"] == CLIENT {
                self.heard.push(message);
            } else {
                self.sent.push(message.clone());
                self.wire.push_back(message);
            }
        }
    }

    /// Delivers until nobody has anything to say, or lets the next deadline come.
    pub(crate) fn step(&mut self) {
        if let Some(message) = self.wire.pop_front() {
            for id in IDS.into_iter().filter(|&id| message["dst"] == id || message["dst"] == "FFFF") {
                if message["src"] != id {
                    self.deliver(id, &message);
                }
            }
            return;
        }
        let due = |(&id, member): (&&'static str, &Member)| Some((member.deadline()?, id));
        let next = self.up.iter().filter_map(due).min_by(|one, other| one.0.total_cmp(&other.0));
        let (deadline, id) = next.expect("someone waits for something");
        self.now = self.now.max(deadline);
        let output = self.up.get_mut(id).expect("it is up").tick(self.now);
        self.carry_out(id, &output);
    }

    fn deliver(&mut self, id: &'static str, message: &Value) {
        if let Some(member) = self.up.get_mut(id) {
            let output = member.receive(&message.to_string(), self.now);
            self.carry_out(id, &output);
        }
    }

    /// The host itself wants something of a replica.
    pub(crate) fn on(&mut self, id: &str, work: impl FnOnce(&mut Member, f64) -> Output) {
        let id = IDS.into_iter().find(|&known| known == id).expect("it is one of the five");
        let output = work(self.up.get_mut(id).expect("it is up"), self.now);
        self.carry_out(id, &output);
    }

    /// Lets things happen until this holds.
    pub(crate) fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        for _ in 0..20_000 {
            if holds(self) {
                return;
            }
            self.step();
        }
        panic!("it never came to this: {what}");
    }

    /// The replica that leads and is followed by all that are up.
    pub(crate) fn leader(&self) -> Option<&'static str> {
        let statuses: Vec<_> = self.up.values().map(status).collect();
        let leader = statuses.first()?["leader"].as_str()?.to_owned();
        let agreed = statuses.iter().all(|status| status["leader"] == leader.as_str());
        IDS.into_iter().find(|&id| agreed && id == leader && self.up.contains_key(id))
    }

    pub(crate) fn await_leader(&mut self) -> &'static str {
        self.until("all follow one leader", |host| host.leader().is_some());
        self.leader().expect("there is one")
    }

    /// The client asks a replica, and waits for its answer.
    pub(crate) fn ask(&mut self, to: &'static str, kind: &str, fields: &Value) -> Value {
        self.asked += 1;
        let mid = format!("M{}", self.asked);
        let mut request = json!({ "src": CLIENT, "dst": to, "leader": "FFFF", "type": kind, "MID": mid });
        for (key, value) in fields.as_object().expect("fields are an object") {
            request[key] = value.clone();
        }
        self.deliver(to, &request);
        let answered = |host: &Self| host.heard.iter().rposition(|answer| answer["MID"] == mid.as_str());
        self.until("the client is answered", |host| answered(host).is_some());
        self.heard[answered(self).expect("it is")].clone()
    }

    /// Asks any replica, and follows redirects.
    pub(crate) fn ask_leader(&mut self, kind: &str, fields: &Value) -> Value {
        let mut to = *self.up.keys().next().expect("one is up");
        loop {
            let answer = self.ask(to, kind, fields);
            if answer["type"] != "redirect" {
                return answer;
            }
            to = IDS.into_iter().find(|&id| answer["leader"] == id).expect("a redirect names the leader");
        }
    }
}

pub(crate) fn status(member: &Member) -> Value {
    serde_json::to_value(member.status()).expect("it is JSON")
}
