//! `kmcl_target::coverage!();` beside `native!` makes a library note which of its edges are reached, as `kmcl_target.h` has it, where it is
//! built in release with `-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=3 -Cllvm-args=-sanitizer-coverage-trace-pc-guard`.
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

const EDGES: usize = 32_768;

/// `kmcl_reached` of the header. Nobody counts the calls here.
#[repr(C)]
pub struct Reached { size: u64, anchor: AtomicU64, calls: u64, count: AtomicU64, edges: [AtomicU64; EDGES] }

static REACHED: Reached = Reached { size: size_of::<Reached>() as u64, anchor: AtomicU64::new(0), calls: 0, count: AtomicU64::new(0),
    edges: [const { AtomicU64::new(0) }; EDGES] };
/// An open hash of 2^16 places, never more than half full.
static NOTED: [AtomicU64; 65_536] = [const { AtomicU64::new(0) }; 65_536];

pub fn reached(anchor: u64) -> *const Reached {
    REACHED.anchor.store(anchor, Relaxed);
    &REACHED
}

/// The compiler leaves out what begins like this, or it would note its own edges without end.
#[no_mangle]
extern "C" fn __sanitizer_kmcl_note_edge(edge: u64) {
    let mut place = (edge.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 48) as usize;
    while NOTED[place].load(Relaxed) != 0 && NOTED[place].load(Relaxed) != edge { place = (place + 1) & 0xFFFF; }
    let count = REACHED.count.load(Relaxed);
    if NOTED[place].load(Relaxed) == edge || count >= EDGES as u64 { return; }
    NOTED[place].store(edge, Relaxed);
    REACHED.edges[count as usize].store(edge, Relaxed);
    REACHED.count.store(count + 1, Relaxed);
}

// Only here is it known where the call came from.
#[cfg(target_arch = "x86_64")]
std::arch::global_asm!(".hidden __sanitizer_cov_trace_pc_guard", ".globl __sanitizer_cov_trace_pc_guard", ".type __sanitizer_cov_trace_pc_guard, @function",
    "__sanitizer_cov_trace_pc_guard:", "mov rdi, [rsp]", "jmp {note}", note = sym __sanitizer_kmcl_note_edge);
#[cfg(target_arch = "aarch64")]
std::arch::global_asm!(".hidden __sanitizer_cov_trace_pc_guard", ".globl __sanitizer_cov_trace_pc_guard", ".type __sanitizer_cov_trace_pc_guard, @function",
    "__sanitizer_cov_trace_pc_guard:", "mov x0, x30", "b {note}", note = sym __sanitizer_kmcl_note_edge);

#[no_mangle]
extern "C" fn __sanitizer_cov_trace_pc_guard_init(_start: *mut u32, _stop: *mut u32) {}

/// Exports what was noted.
#[macro_export]
macro_rules! coverage {
    () => {
        #[no_mangle]
        pub extern "C" fn kmcl_coverage() -> *const $crate::Reached { $crate::reached(kmcl_coverage as *const () as u64) }
    };
}
