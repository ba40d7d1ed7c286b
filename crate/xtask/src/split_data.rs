//! The constants of the core in two: those that the functions of the first file can come to read lie in it, and all
//! others in the second one.
//!
//! The linker leaves each constant in a segment of its own (`--no-merge-data-segments`). A function reads those whose
//! addresses stand in its code, as numbers or as offsets of loads, and those to which they lead by words that are
//! addresses. A number that only looks like an address keeps a constant in the first file for nothing; none that is
//! one is missed, since wasm has no other way to name a place in memory.

use std::collections::BTreeSet;

use walrus::ir::{self, Visitor, dfs_in_order};
use walrus::{ConstExpr, DataKind, FunctionId, Module};

/// A constant, and where it lies.
struct Constant {
    start: u32,
    bytes: Vec<u8>,
}

impl Constant {
    fn end(&self) -> u32 {
        self.start + self.bytes.len() as u32
    }
}

/// Takes the constants out of both halves, and puts those that the functions may read into `core`, the rest into
/// `later`.
pub fn divide(core: &mut Module, later: &mut Module, functions: impl Iterator<Item = FunctionId>) {
    let mut constants = constants(core);
    constants.sort_by_key(|constant| constant.start);
    let read = read_by(core, functions, &constants);
    for module in [&mut *core, &mut *later] {
        module.memories.iter_mut().for_each(|memory| memory.data_segments.clear());
        for segment in module.data.iter().map(walrus::Data::id).collect::<Vec<_>>() {
            module.data.delete(segment);
        }
    }
    for (at_first, run) in runs(constants, &read) {
        add(if at_first { &mut *core } else { &mut *later }, run);
    }
}

fn constants(module: &Module) -> Vec<Constant> {
    let constant = |data: &walrus::Data| match data.kind {
        DataKind::Active { offset: ConstExpr::Value(ir::Value::I32(start)), .. } => {
            Some(Constant { start: start.cast_unsigned(), bytes: data.value.clone() })
        }
        _ => None,
    };
    module.data.iter().filter_map(constant).collect()
}

/// The numbers of the constants that these functions may read.
fn read_by(
    module: &Module,
    functions: impl Iterator<Item = FunctionId>,
    constants: &[Constant],
) -> BTreeSet<usize> {
    let mut numbers = Numbers::default();
    for id in functions {
        let function = module.funcs.get(id).kind.unwrap_local();
        dfs_in_order(&mut numbers, function, function.entry_block());
    }
    let mut read = BTreeSet::new();
    let mut unread: Vec<u32> = numbers.0.into_iter().collect();
    while let Some(number) = unread.pop() {
        for place in at(constants, number) {
            if read.insert(place) {
                unread.extend(words(&constants[place]));
            }
        }
    }
    read
}

/// The constants that an address may mean: where one ends another begins, and either may be meant.
fn at(constants: &[Constant], address: u32) -> impl Iterator<Item = usize> {
    let behind = constants.partition_point(|constant| constant.start <= address);
    (behind.saturating_sub(2)..behind).filter(move |&place| address <= constants[place].end())
}

/// The words of a constant that lie as an address would.
fn words(constant: &Constant) -> impl Iterator<Item = u32> {
    let lead = constant.start.next_multiple_of(4) - constant.start;
    let aligned = constant.bytes.get(lead as usize..).unwrap_or_default();
    aligned.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word))
}

/// All numbers in the code of functions that may be addresses. Two of them fit into one of 64 bits.
#[derive(Default)]
struct Numbers(BTreeSet<u32>);

impl<'a> Visitor<'a> for Numbers {
    fn visit_value(&mut self, value: &ir::Value) {
        match *value {
            ir::Value::I32(number) => {
                self.0.insert(number.cast_unsigned());
            }
            ir::Value::I64(number) => {
                let number = number.cast_unsigned();
                self.0.extend([number as u32, (number >> 32) as u32]);
            }
            _ => {}
        }
    }

    fn visit_load(&mut self, load: &ir::Load) {
        self.0.extend(u32::try_from(load.arg.offset));
    }

    fn visit_store(&mut self, store: &ir::Store) {
        self.0.extend(u32::try_from(store.arg.offset));
    }
}

/// Constants that lie one behind the other and go into the same half are one segment there.
fn runs(constants: Vec<Constant>, at_first: &BTreeSet<usize>) -> Vec<(bool, Constant)> {
    let mut runs: Vec<(bool, Constant)> = Vec::new();
    for (place, constant) in constants.into_iter().enumerate() {
        let half = at_first.contains(&place);
        match runs.last_mut() {
            Some((before, run)) if *before == half => {
                // Between them lies nothing but what aligns the second one.
                run.bytes.resize((constant.start - run.start) as usize, 0);
                run.bytes.extend(constant.bytes);
            }
            _ => runs.push((half, constant)),
        }
    }
    runs
}

fn add(module: &mut Module, constant: Constant) {
    let memories: Vec<_> = module.memories.iter().map(walrus::Memory::id).collect();
    // The core has one memory.
    for memory in memories {
        let offset = ConstExpr::Value(ir::Value::I32(constant.start.cast_signed()));
        let segment = module.data.add(DataKind::Active { memory, offset }, constant.bytes.clone());
        module.memories.get_mut(memory).data_segments.insert(segment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constant(start: u32, bytes: &[u8]) -> Constant {
        Constant { start, bytes: bytes.to_vec() }
    }

    #[test]
    fn an_address_means_the_constant_in_which_it_lies_or_which_ends_there() {
        let constants = [constant(100, &[1; 8]), constant(108, &[2; 4]), constant(116, &[3; 4])];
        let meant = |address| at(&constants, address).collect::<Vec<_>>();
        assert_eq!(meant(99), []);
        assert_eq!(meant(100), [0]);
        assert_eq!(meant(108), [0, 1]);
        assert_eq!(meant(112), [1]);
        assert_eq!(meant(114), []);
        assert_eq!(meant(120), [2]);
    }

    #[test]
    fn words_are_those_that_an_address_could_be() {
        let bytes = [9, 9, 1, 0, 0, 0, 2, 0, 0, 0, 7];
        assert_eq!(words(&constant(102, &bytes)).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(words(&constant(103, &[1])).count(), 0);
    }

    #[test]
    fn neighbours_of_one_half_are_one_segment_and_nothing_of_the_other_half_is_overwritten() {
        let constants = vec![
            constant(100, &[1]),
            constant(104, &[2]),
            constant(108, &[3]),
            constant(112, &[4]),
            constant(116, &[5]),
        ];
        let runs = runs(constants, &BTreeSet::from([0, 1, 3]));
        let runs: Vec<_> = runs.iter().map(|(half, run)| (*half, run.start, &run.bytes[..])).collect();
        assert_eq!(
            runs,
            [(true, 100, &[1, 0, 0, 0, 2][..]), (false, 108, &[3]), (true, 112, &[4]), (false, 116, &[5])]
        );
    }
}
