//! The core in two files: what the page needs at first, and the rest, which it loads on demand.
//!
//! A run of the page's first use (`web/first-use`) tells which functions that is. In the first file each other
//! function that can be called from there is a stub: if its place in a table is empty, it has the second file loaded,
//! which fills the table; then it calls the function that is there. Both files share one memory; the constants of what is
//! in the second file come with it (`split_data.rs`). What is guessed wrong here costs a fetch, and never the result.

use std::collections::BTreeSet;
use std::path::Path;

use walrus::ir::{Const, GlobalSet, Value};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalKind,
    ImportKind, ImportedFunction, LocalId, Module, ModuleConfig, RefType, TableId, TypeId, ValType, passes,
};

use crate::{Outcome, split_data};

/// What the second file imports everything from, and the table that it fills.
const CORE: &str = "core";
const TABLE: &str = "rest";

/// How wasm-bindgen names the function that loads the second file; a hash follows.
const LOAD: &str = "__wbg_loadRestOfCore_";

/// The exported marks of an instrumented module: a global that is 1 once the function of this number ran.
const MARK: &str = "ran";

/// Writes the module with a mark for each of its functions.
pub fn instrument(whole: &Path, marked: &Path) -> Outcome {
    let mut module = read(whole)?;
    for (number, id) in functions(&module).into_iter().enumerate() {
        let mark = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0)));
        module.exports.add(&format!("{MARK}{number}"), mark);
        let function = module.funcs.get_mut(id).kind.unwrap_local_mut();
        let entry = function.entry_block();
        let mut body = function.builder_mut().instr_seq(entry);
        body.instr_at(0, Const { value: Value::I32(1) });
        body.instr_at(1, GlobalSet { global: mark });
    }
    write(&mut module, marked)
}

/// Writes the functions of these numbers, and what they need, to `first`, and all others to `rest`.
pub fn in_two(whole: &Path, wanted: &BTreeSet<usize>, first: &Path, rest: &Path) -> Outcome {
    let mut core = read(whole)?;
    let mut later = read(whole)?;
    // Both are read from the same bytes, so what has a number in one has the same in the other.
    let all = functions(&core);
    let others: Vec<usize> = (0..all.len()).filter(|number| !wanted.contains(number)).collect();
    split_data::divide(&mut core, &mut later, wanted.iter().map(|&number| all[number]));
    stand_in(&mut core, &others)?;
    keep_only(&mut later, &others);
    import_from_core(&mut core, &mut later, wanted);
    passes::gc::run(&mut core);
    write(&mut core, first)?;
    write(&mut later, rest)
}

/// Puts a stub in the place of each of the functions.
fn stand_in(core: &mut Module, others: &[usize]) -> Outcome {
    let load = core.imports.iter().find_map(|import| match import.kind {
        ImportKind::Function(id) if import.name.starts_with(LOAD) => Some(id),
        _ => None,
    });
    let load = load.ok_or("the core does not import the function that loads its rest")?;
    let count = others.len() as u64;
    let table = core.tables.add_local(false, count, Some(count), RefType::FUNCREF);
    core.exports.add(TABLE, table);
    let functions = functions(core);
    for (place, &number) in others.iter().enumerate() {
        let stub = stub(core, core.funcs.get(functions[number]).ty(), load, table, place as i32);
        core.funcs.get_mut(functions[number]).kind = stub;
    }
    Ok(())
}

/// Calls the function at a place of the table, once it is there.
fn stub(core: &mut Module, ty: TypeId, load: FunctionId, table: TableId, place: i32) -> FunctionKind {
    let (parameters, results) = (core.types.params(ty).to_vec(), core.types.results(ty).to_vec());
    let arguments: Vec<LocalId> = parameters.iter().map(|&of| core.locals.add(of)).collect();
    let mut function = FunctionBuilder::new(&mut core.types, &parameters, &results);
    let mut body = function.func_body();
    body.i32_const(place).table_get(table).ref_is_null().if_else(
        None,
        |missing| {
            missing.call(load);
        },
        |_| {},
    );
    for &argument in &arguments {
        body.local_get(argument);
    }
    body.i32_const(place).call_indirect(ty, table);
    FunctionKind::Local(function.local_func(arguments))
}

/// Takes everything away that the first file does: what is left are the functions, which fill the table.
fn keep_only(later: &mut Module, others: &[usize]) {
    later.start = None;
    for export in later.exports.iter().map(walrus::Export::id).collect::<Vec<_>>() {
        later.exports.delete(export);
    }
    later.tables.iter_mut().for_each(|table| table.elem_segments.clear());
    for segment in later.elements.iter().map(walrus::Element::id).collect::<Vec<_>>() {
        later.elements.delete(segment);
    }
    let functions = functions(later);
    let count = others.len() as u64;
    let (table, _) = later.add_import_table(CORE, TABLE, false, count, Some(count), RefType::FUNCREF);
    let filled = ElementItems::Functions(others.iter().map(|&number| functions[number]).collect());
    let offset = ConstExpr::Value(Value::I32(0));
    let segment = later.elements.add(ElementKind::Active { table, offset }, filled);
    later.tables.get_mut(table).elem_segments.insert(segment);
}

/// What the second file imports by a name, and the first one exports by it.
type Shared = Vec<(String, ExportItem)>;

/// Has the second file import all that it uses of the first.
fn import_from_core(core: &mut Module, later: &mut Module, wanted: &BTreeSet<usize>) {
    let mut shared = share_state(core, later);
    shared.extend(share_functions(core, later, wanted));
    shared.extend(share_javascript(core, later));
    passes::gc::run(later);
    // Functions will lie in the order of their names, so that these numbers rise with theirs: it compresses better.
    shared.sort_by_key(|(_, item)| match item {
        ExportItem::Function(id) => core.funcs.get(*id).name.clone(),
        _ => None,
    });
    let mut names = (0..).map(|number: usize| format!("f{number}"));
    for (alias, item) in shared {
        let same = later.imports.iter_mut().filter(|import| import.module == CORE && import.name == alias);
        let mut used = same.peekable();
        let Some(name) = used.peek().and_then(|_| names.next()) else { continue };
        used.for_each(|import| import.name.clone_from(&name));
        core.exports.add(&name, item);
    }
}

/// Memory, tables and globals.
fn share_state(core: &Module, later: &mut Module) -> Shared {
    let mut shared = Shared::new();
    let memories: Vec<_> = later.memories.iter().map(walrus::Memory::id).collect();
    for (number, (id, of_core)) in memories.into_iter().zip(core.memories.iter()).enumerate() {
        let name = format!("m{number}");
        later.memories.get_mut(id).import = Some(later.imports.add(CORE, &name, id));
        shared.push((name, of_core.id().into()));
    }
    // The table that it fills is imported already.
    let tables = later.tables.iter().filter(|table| table.import.is_none());
    let tables: Vec<_> = tables.map(walrus::Table::id).collect();
    for (number, (id, of_core)) in tables.into_iter().zip(core.tables.iter()).enumerate() {
        let name = format!("t{number}");
        later.tables.get_mut(id).import = Some(later.imports.add(CORE, &name, id));
        shared.push((name, of_core.id().into()));
    }
    let globals: Vec<_> = later.globals.iter().map(walrus::Global::id).collect();
    for (number, (id, of_core)) in globals.into_iter().zip(core.globals.iter()).enumerate() {
        let name = format!("g{number}");
        later.globals.get_mut(id).kind = GlobalKind::Import(later.imports.add(CORE, &name, id));
        shared.push((name, of_core.id().into()));
    }
    shared
}

/// The functions that are in the first file.
fn share_functions(core: &Module, later: &mut Module, wanted: &BTreeSet<usize>) -> Shared {
    let (of_core, of_later) = (functions(core), functions(later));
    let mut shared = Shared::new();
    for &number in wanted {
        let (name, id) = (format!("own{number}"), of_later[number]);
        let ty = later.funcs.get(id).ty();
        let import = later.imports.add(CORE, &name, id);
        later.funcs.get_mut(id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        shared.push((name, of_core[number].into()));
    }
    shared
}

/// The functions of JavaScript, which only the first file is given.
fn share_javascript(core: &Module, later: &mut Module) -> Shared {
    let mut shared = Shared::new();
    for (number, import) in core.imports.iter().enumerate() {
        let ImportKind::Function(id) = import.kind else { continue };
        let alias = format!("i{number}");
        let same = later.imports.iter_mut().filter(|other| other.module != CORE && other.name == import.name);
        for other in same {
            (other.module, other.name) = (CORE.to_owned(), alias.clone());
        }
        shared.push((alias, id.into()));
    }
    shared
}

/// The functions of the module's own, in their order.
fn functions(module: &Module) -> Vec<FunctionId> {
    module.funcs.iter_local().map(|(id, _)| id).collect()
}

fn read(file: &Path) -> Outcome<Module> {
    let mut config = ModuleConfig::new();
    config.generate_producers_section(false);
    config.parse_file(file).map_err(|error| format!("cannot read {}: {error:#}", file.display()))
}

fn write(module: &mut Module, file: &Path) -> Outcome {
    module.emit_wasm_file(file).map_err(|error| format!("cannot write {}: {error:#}", file.display()))
}
