//! What JavaScript calls. One load at a time is under way in an instance.

use std::cell::RefCell;

use raft::eraftpb::Message;

use crate::load::{Load, Proposer, Work};

// Timeouts are drawn at random, and in this load none ever runs out.
getrandom::register_custom_getrandom!(no_randomness);
fn no_randomness(room: &mut [u8]) -> Result<(), getrandom::Error> {
    room.fill(7);
    Ok(())
}

/// A load whose queue JavaScript owns: it holds numbers, and the messages lie here.
struct UnderWay {
    proposer: Proposer,
    messages: Vec<Option<Message>>,
    free: Vec<u32>,
    /// The numbers of the messages that the last call sent.
    fresh: Vec<u32>,
}

/// More messages than one call sends, so that their numbers never move and JavaScript asks once where they lie.
const MOST_FRESH: usize = 4_096;

thread_local! {
    static UNDER_WAY: RefCell<Option<UnderWay>> = const { RefCell::new(None) };
}

fn load(in_flight: u32) -> Load {
    if in_flight == 0 { Load::OneAtATime } else { Load::InFlight(u64::from(in_flight)) }
}

/// Does a whole load with the queue in Rust; `in_flight` 0 is one at a time. Gives the messages delivered.
#[unsafe(no_mangle)]
pub extern "C" fn run(in_flight: u32, puts: u32, batch_append: u32) -> f64 {
    let work = Work::run(load(in_flight), u64::from(puts), batch_append != 0);
    work.messages as f64
}

/// Begins a load whose queue JavaScript owns. Gives how many messages lie fresh.
#[unsafe(no_mangle)]
pub extern "C" fn begin(in_flight: u32, puts: u32, batch_append: u32) -> u32 {
    let proposer = Proposer::new(load(in_flight), u64::from(puts), batch_append != 0);
    let mut under_way =
        UnderWay { proposer, messages: Vec::new(), free: Vec::new(), fresh: Vec::with_capacity(MOST_FRESH) };
    let sent = under_way.go_on();
    UNDER_WAY.set(Some(under_way));
    sent
}

/// Delivers a message. Gives how many messages lie fresh.
#[unsafe(no_mangle)]
pub extern "C" fn deliver(number: u32) -> u32 {
    UNDER_WAY.with_borrow_mut(|under_way| {
        let under_way = under_way.as_mut().expect("a load is under way");
        let message = under_way.messages[number as usize].take().expect("the message is in flight");
        under_way.free.push(number);
        under_way.proposer.cluster.deliver(message);
        under_way.go_on()
    })
}

/// Where the numbers of the fresh messages lie.
#[unsafe(no_mangle)]
pub extern "C" fn fresh() -> *const u32 {
    UNDER_WAY.with_borrow(|under_way| under_way.as_ref().map_or(std::ptr::null(), |load| load.fresh.as_ptr()))
}

/// Whether every node has applied all puts.
#[unsafe(no_mangle)]
pub extern "C" fn done() -> bool {
    UNDER_WAY.with_borrow_mut(|under_way| under_way.as_mut().is_some_and(|load| load.proposer.done()))
}

impl UnderWay {
    fn go_on(&mut self) -> u32 {
        self.proposer.refill();
        self.fresh.clear();
        for message in self.proposer.cluster.outbox.drain(..) {
            let number = self.free.pop().unwrap_or_else(|| {
                self.messages.push(None);
                self.messages.len() as u32 - 1
            });
            self.messages[number as usize] = Some(message);
            self.fresh.push(number);
        }
        assert!(self.fresh.len() <= MOST_FRESH);
        self.fresh.len() as u32
    }
}
