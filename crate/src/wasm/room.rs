//! The memory of a run that is kept whole grows as long as the run does.

use core::arch::wasm32::memory_size;

const PAGE: usize = 65_536;

/// Makes wasm memory grow by a share of itself.
///
/// Left to the allocator it grows page by page. Each time all views that JavaScript has of it are lost, and its
/// garbage collector takes the whole memory for a new one: this costs more than the run itself.
#[derive(Default)]
pub(super) struct Room {
    /// The size of the memory when last looked at, in pages.
    pages: usize,
}

impl Room {
    /// If the memory has grown since the last call, makes it grow far enough for many more.
    #[inline]
    pub(super) fn keep_ahead(&mut self) {
        if memory_size::<0>() != self.pages {
            // What was allocated and freed stays with the allocator, which takes from it before it grows again.
            // Where there is no room for so much, it grows page by page as before.
            let mut ahead: Vec<u8> = Vec::new();
            let _ = ahead.try_reserve_exact(memory_size::<0>() * PAGE / 4);
            // Else the pair is optimised away.
            drop(std::hint::black_box(ahead));
            self.pages = memory_size::<0>();
        }
    }
}
