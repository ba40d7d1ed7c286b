//! Histories of clients of one key that asks for all of them: what they were told is what a store told them that did
//! one thing after the other.

use oorandom::Rand64;
use raft_playground::check::linearizability::{Call, History, Operation, Outcome};
use raft_playground::kv::Text;
use raft_playground::raft::Micros;

/// The longest time from an invocation to its answer, and from an answer to the next invocation of the client.
const LONGEST_CALL: u64 = 1_000;
const LONGEST_PAUSE: u64 = 200;

/// A history of so many operations of so many clients, each of whom asks one thing after the other. It is linearizable,
/// and if it is to be spoiled, one get near its end has found a value that was long overwritten.
pub fn history(count: usize, clients: usize, spoilt: bool) -> History {
    let mut random = Rand64::new(1);
    let mut drafts: Vec<Draft> =
        (0..clients).flat_map(|client| drafts(client, count, clients, &mut random)).collect();
    drafts.sort_by_key(|draft| draft.effect);
    let mut store = Store::default();
    let mut operations: Vec<Operation> = drafts.iter().map(|draft| store.serve(draft, &mut random)).collect();
    if spoilt {
        let is_get = |operation: &Operation| matches!(operation.outcome, Outcome::Ok(Some(_)));
        let late = operations.iter().rposition(is_get).expect("someone gets something");
        operations[late].outcome = Outcome::Ok(Some(store.first.unwrap_or_else(|| "0".into())));
    }
    History { operations }
}

/// An operation before the store has served it.
struct Draft {
    client: usize,
    invoked: u64,
    /// When it takes effect.
    effect: u64,
    returned: u64,
}

fn drafts(client: usize, count: usize, clients: usize, random: &mut Rand64) -> Vec<Draft> {
    let mut now = 0;
    let own = count / clients + usize::from(client < count % clients);
    (0..own)
        .map(|_| {
            let invoked = now + random.rand_range(0..LONGEST_PAUSE);
            let returned = invoked + random.rand_range(1..LONGEST_CALL);
            now = returned;
            Draft { client, invoked, effect: random.rand_range(invoked..returned), returned }
        })
        .collect()
}

/// The store, and the values that it had.
#[derive(Default)]
struct Store {
    value: String,
    puts: usize,
    first: Option<Text>,
}

impl Store {
    /// Half of the operations are gets, four in ten puts and one in ten a compare-and-set that knows the value. No one
    /// hears the answer to one in a hundred.
    fn serve(&mut self, draft: &Draft, random: &mut Rand64) -> Operation {
        let kind = random.rand_range(0..10);
        let new = (self.puts + 1).to_string();
        let (call, outcome) = match kind {
            0..5 => (Call::Get, Outcome::Ok(Some(self.value.as_str().into()))),
            5..9 => (Call::Put(new.as_str().into()), Outcome::Ok(None)),
            _ => {
                let expected = Some(self.value.as_str().into());
                (Call::CompareAndSet { expected, value: new.as_str().into() }, Outcome::Ok(None))
            }
        };
        if call != Call::Get {
            self.first.get_or_insert_with(|| new.as_str().into());
            (self.puts, self.value) = (self.puts + 1, new);
        }
        let unheard = random.rand_range(0..100) == 0;
        Operation {
            client: format!("C{}", draft.client + 1).as_str().into(),
            key: "x".into(),
            call,
            invoked: Micros(draft.invoked),
            returned: (!unheard).then_some(Micros(draft.returned)),
            outcome: if unheard { Outcome::Unknown } else { outcome },
        }
    }
}
