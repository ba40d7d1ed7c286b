//! The scenarios of the random runs.

use oorandom::Rand32;

use super::membership;

use raft_playground::kv::Op;
use raft_playground::raft::{Micros, NodeId, ReadWay, Rules, Settings};
use raft_playground::sim::{
    Action, Asking, ClientId, NetworkSettings, Scenario, Target, Timed, Tuning, Workload,
};

/// When the last fault is over.
pub const CALM: Micros = Micros(4_000_000);

/// A cluster with faults until [`CALM`], and none after.
pub fn scenario(seed: u64, rules: Rules) -> Scenario {
    let mut random = Rand32::new(seed);
    let replicas = 1 + random.rand_range(0..7) as u8;
    let mut script = Vec::new();
    for _ in 0..random.rand_range(0..40) {
        let at = Micros(u64::from(random.rand_range(0..CALM.0 as u32)));
        script.push(Timed { at, action: fault(&mut random, replicas) });
    }
    for _ in 0..random.rand_range(0..4) {
        script.extend(blackout(&mut random, replicas));
    }
    let (pre_vote, check_quorum) = elections(seed, replicas, &mut script);
    let mut of_members = Rand32::new_inc(seed, 6);
    let voters = membership::founders(&mut of_members, replicas);
    script.extend(membership::changes(&mut of_members, replicas, CALM));
    script.sort_by_key(|timed| timed.at);
    script.extend(calm(replicas).map(|action| Timed { at: CALM, action }));
    // Drawn apart, so that reads and retries come on top of what a seed always was.
    let mut more = Rand32::new_inc(seed, 2);
    let clients = 1 + random.rand_range(0..3) as u8;
    script.extend((0..more.rand_range(0..100)).map(|_| read(&mut more, replicas, clients)));
    script.sort_by_key(|timed| timed.at);
    let mut raft = Settings { pre_vote, check_quorum, reads: way(&mut more), ..settings(&mut random) };
    let asking = asking(&mut more);
    if asking.sessions {
        // A snapshot with many answers takes minutes byte by byte.
        raft.snapshot_chunk = raft.snapshot_chunk.max(64);
    }
    Scenario {
        replicas,
        voters,
        clients,
        seed,
        raft,
        asking,
        rules,
        network: network(&mut random),
        sync: [Micros(0), Micros(0), Micros(2_000), Micros(30_000)][random.rand_range(0..4) as usize],
        sync_of: slow_disks(&mut random, replicas),
        workload: Workload::Steady { rate: f64::from(random.rand_range(0..60)), gets: 0.3 },
        script,
        ..Scenario::default()
    }
}

fn settings(random: &mut Rand32) -> Settings {
    Settings {
        max_batch: [1, 3, 64][random.rand_range(0..3) as usize],
        window: [1, 4, 16][random.rand_range(0..3) as usize],
        resend: [Micros::ZERO, Micros::from_millis(5), Micros::from_millis(30)]
            [random.rand_range(0..3) as usize],
        thrifty: random.rand_range(0..2) == 0,
        commit_at_once: random.rand_range(0..2) == 0,
        no_op: random.rand_range(0..4) > 0,
        // Off in a third of the runs, and else often so small that hardly an entry is left.
        snapshot_threshold: [0, 0, 1, 3, 10, 40][random.rand_range(0..6) as usize],
        snapshot_chunk: [1, 7, 32, 4_096][random.rand_range(0..4) as usize],
        ..Settings::default()
    }
}

/// Now and then, a few replicas whose disks take another time than all others.
fn slow_disks(random: &mut Rand32, replicas: u8) -> Vec<(NodeId, Micros)> {
    let some = random.rand_range(0..3) == 0;
    (0..replicas)
        .filter_map(|id| {
            let own = some && random.rand_range(0..3) == 0;
            own.then(|| (NodeId(id), Micros(u64::from(random.rand_range(0..80_000)))))
        })
        .collect()
}

fn way(random: &mut Rand32) -> ReadWay {
    ReadWay::ALL[random.rand_range(0..3) as usize]
}

/// A get that says how it is to be answered, of any replica or of the leader.
fn read(random: &mut Rand32, replicas: u8, clients: u8) -> Timed {
    let at = Micros(u64::from(random.rand_range(0..CALM.0 as u32)));
    let client = ClientId(random.rand_range(0..u32::from(clients)) as u8);
    let to = match random.rand_range(0..2 * u32::from(replicas)) as u8 {
        id if id < replicas => Target::Replica(NodeId(id)),
        _ => Target::Leader,
    };
    let op = Op::Get { key: "x".into() };
    Timed { at, action: Action::Request { client, to, op, way: Some(way(random)) } }
}

/// Clients with and without patience, in sessions or not. Few sessions expire often.
fn asking(random: &mut Rand32) -> Asking {
    Asking {
        retry: Micros::from_millis([0, 0, 20, 100, 500][random.rand_range(0..5) as usize]),
        sessions: random.rand_range(0..2) == 0,
        sessions_kept: [1, 2, 64][random.rand_range(0..3) as usize],
    }
}

fn network(random: &mut Rand32) -> NetworkSettings {
    let latency_least = Micros(u64::from(random.rand_range(100..20_000)));
    NetworkSettings {
        latency_least,
        // Wide ranges reorder messages.
        latency_most: Micros(latency_least.0 + u64::from(random.rand_range(0..60_000))),
        loss: [0.0, 0.05, 0.3][random.rand_range(0..3) as usize],
        duplication: [0.0, 0.1, 0.3][random.rand_range(0..3) as usize],
    }
}

fn fault(random: &mut Rand32, replicas: u8) -> Action {
    let mut someone = || NodeId(random.rand_range(0..u32::from(replicas)) as u8);
    let (one, other) = (someone(), someone());
    match random.rand_range(0..13) {
        0..=2 => Action::Crash(one),
        10..=11 => Action::CrashTorn(one),
        12 => Action::Compact(one),
        3..=4 => Action::Restart(one),
        5 => Action::TimeOut(one),
        6 => Action::Isolate(one),
        7 if one != other => Action::Cut(vec![(one, other)]),
        8 => {
            let border = 1 + one.0;
            let side = |from: u8, to: u8| (from..to).map(NodeId).collect::<Vec<_>>();
            Action::Partition(vec![side(0, border), side(border, replicas)])
        }
        _ => Action::HealAll,
    }
}

/// PreVote and CheckQuorum, on or off from the start, and for some seeds switched on the way; and transfers, some to
/// those who are down or cut off. The draws are their own, so that the other faults of a seed stay as they are.
fn elections(seed: u64, replicas: u8, script: &mut Vec<Timed>) -> (bool, bool) {
    let mut random = Rand32::new_inc(seed, 1);
    let mut flip = || random.rand_range(0..2) == 0;
    let (pre_vote, check_quorum) = (flip(), flip());
    let mut moment = || Micros(u64::from(random.rand_range(0..CALM.0 as u32)));
    let switches = [
        Tuning { pre_vote: Some(!pre_vote), ..Tuning::default() },
        Tuning { check_quorum: Some(!check_quorum), ..Tuning::default() },
    ];
    let switches = switches.map(|tuning| Timed { at: moment(), action: Action::Tune(tuning) });
    script.extend(switches.into_iter().filter(|_| random.rand_range(0..3) == 0));
    for _ in 0..random.rand_range(0..12) {
        let at = Micros(u64::from(random.rand_range(0..CALM.0 as u32)));
        let to = NodeId(random.rand_range(0..u32::from(replicas)) as u8);
        script.push(Timed { at, action: Action::Transfer(to) });
    }
    (pre_vote, check_quorum)
}

/// Everyone crashes at once, and is back a moment later.
fn blackout(random: &mut Rand32, replicas: u8) -> impl Iterator<Item = Timed> + use<> {
    let at = Micros(u64::from(random.rand_range(0..CALM.0 as u32)));
    let back = at.after(Micros(u64::from(random.rand_range(0..30_000))));
    let torn = random.rand_range(0..2) == 0;
    (0..replicas).map(NodeId).flat_map(move |id| {
        let crash = if torn { Action::CrashTorn(id) } else { Action::Crash(id) };
        [Timed { at, action: crash }, Timed { at: back, action: Action::Restart(id) }]
    })
}

/// What ends all faults: a healed network that loses nothing, fast disks, and everyone up. A request now and
/// then remains, since a leader without a no-op commits nothing of earlier terms until it is asked for more.
fn calm(replicas: u8) -> impl Iterator<Item = Action> {
    let network = Tuning {
        latency: Some((Micros(1_000), Micros(5_000))),
        loss: Some(0.0),
        duplication: Some(0.0),
        sync: Some(Micros(0)),
        rate: Some(2.0),
        // Impatient clients alone can ask for more than a narrow window takes.
        retry: Some(Micros::from_millis(1_000)),
        ..Tuning::default()
    };
    let restarts = (0..replicas).map(|id| Action::Restart(NodeId(id)));
    [Action::HealAll, Action::Tune(network)].into_iter().chain(restarts)
}
