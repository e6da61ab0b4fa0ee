//! The contracts of kmcl-conformance, so that only the implementation is left to write: a [`Bus`]. `kmcl_target::native!(MyBus);` in a
//! cdylib exports it for `native:`, and `fn main() { kmcl_target::serve::<MyBus>() }` speaks on standard input and output, or with
//! `--listen HOST:PORT` is a TCP server. What is printed with `println!` goes to standard error then (on Unix).
mod serve;
pub use serve::serve;
#[cfg(feature = "coverage")]
mod coverage;
#[cfg(feature = "coverage")]
pub use coverage::{reached, Reached};

use std::ffi::{c_char, CString};
use std::sync::Mutex;

/// An NTSTATUS.
pub type Status = u32;
/// MmioMegabytes and MmioMegabytesOptional.
pub type Pair = (u16, u16);
/// In the place of an answer: the user's function is not called yet.
pub struct Todo;
pub type Answer<T> = Result<T, Todo>;

/// What the function under test is given. A stale handle is a channel that was cleaned up.
pub enum Handle<'a, C> {
    Channel(&'a mut C),
    Null,
    Forged,
}

/// The channels of one run; a fresh one is made for each. What is not claimed is not called.
#[allow(unused_variables)]
pub trait Bus: Default {
    type Channel;
    const NAME: &'static str;
    const VERSION: &'static str;
    /// As `kmcl-conformance list capabilities` names them; `threads` cannot be claimed here.
    const CAPABILITIES: &'static [&'static str];
    /// Of the guest's window for all channels together, where it is less than `mmio-space` claims.
    const ROOM_MEGABYTES: u64 = 0;

    fn allocate(&mut self, is_server: bool) -> Answer<(Status, Self::Channel)>;
    fn set_mmio_megabytes(&mut self, handle: Handle<Self::Channel>, required: u16, optional: u16) -> Answer<Status>;
    fn enable(&mut self, channel: &mut Self::Channel) -> Answer<Status>;
    fn disable(&mut self, channel: &mut Self::Channel) -> Answer<()>;
    fn cleanup(&mut self, channel: &mut Self::Channel) -> Answer<()>;
    fn start(&mut self, channel: &mut Self::Channel) -> Answer<()> { Err(Todo) }
    fn pause(&mut self, channel: &mut Self::Channel) -> Answer<()> { Err(Todo) }
    fn guest_open(&mut self, channel: &mut Self::Channel) -> Answer<()> { Err(Todo) }
    fn guest_close(&mut self, channel: &mut Self::Channel) -> Answer<()> { Err(Todo) }
    fn read_reservation(&mut self, channel: &mut Self::Channel) -> Answer<Pair> { Err(Todo) }
    /// The pair and, where `offer-bytes` is claimed, the message; nothing without a live offer.
    fn read_offer(&mut self, channel: &mut Self::Channel) -> Answer<Option<(Pair, Vec<u8>)>> { Err(Todo) }
    /// Address and size in bytes.
    fn get_mmio_space(&mut self, channel: &mut Self::Channel) -> Answer<(u64, u64)> { Err(Todo) }
}

const CAPABILITIES: [&str; 11] = ["reservation", "offer", "offer-bytes", "mmio-space", "guest", "start-pause", "client-endpoint",
    "null-handle", "stale-handle", "forged-handle", "misuse"];
const KINDS: [&str; 12] = ["allocate", "setMmioMegabytes", "enable", "disable", "cleanup", "start", "pause", "guestOpen", "guestClose",
    "readReservation", "readOffer", "getMmioSpace"];
const NULL: u8 = 0xFE;
const FORGED: u8 = 0xFF;
const FAULT_NO_SUCH_CALL: i32 = -1;
const FAULT_TODO: i32 = -1000;

/// A call, and a response, as the native contract has them.
#[repr(C)]
#[derive(Default)]
pub struct Call { kind: u8, channel: u8, required: u16, optional: u16, flags: u16 }
#[repr(C)]
pub struct Response { seen: u32, status: u32, required: u16, optional: u16, offer_size: u32, address: u64, size: u64, offer: *const u8 }
#[repr(C)]
pub struct Description { abi: u32, size: u32, name: *const c_char, version: *const c_char, capabilities: u64, room: u64 }
const _: () = assert!(size_of::<Call>() == 8 && size_of::<Response>() == 40 && size_of::<Description>() == 40);

enum Slot<C> { Empty, Refused, Bound(C) }
enum Told { Nothing, Status(Status), Reservation(Pair), Offer(Option<(Pair, Vec<u8>)>), Space(u64, u64), NoSuchCall }

/// One run of either contract.
pub struct Run<B: Bus> { bus: B, slots: [Slot<B::Channel>; 16], offers: Vec<Vec<u8>> }

impl<B: Bus> Default for Run<B> {
    fn default() -> Self { Run { bus: B::default(), slots: [const { Slot::Empty }; 16], offers: Vec::new() } }
}

impl<B: Bus> Run<B> {
    fn perform(&mut self, call: &Call) -> Answer<Told> {
        let Run { bus, slots, .. } = self;
        if call.kind == 1 && call.channel >= NULL {
            let handle = if call.channel == NULL { Handle::Null } else { Handle::Forged };
            return bus.set_mmio_megabytes(handle, call.required, call.optional).map(Told::Status);
        }
        let Some(slot) = slots.get_mut(usize::from(call.channel)) else { return Ok(Told::NoSuchCall) };
        if call.kind == 0 {
            let (status, channel) = bus.allocate(call.flags & 1 == 0)?;
            *slot = if (status as i32) < 0 { Slot::Refused } else { Slot::Bound(channel) };
            return Ok(Told::Status(status));
        }
        let channel = match slot {
            Slot::Bound(channel) => channel,
            Slot::Empty => return Ok(Told::NoSuchCall),
            // Not judged: the channel was never there.
            Slot::Refused => return Ok(match call.kind {
                1 | 2 => Told::Status(0xC000_00EF),
                9 => Told::Reservation((0, 0)),
                10 => Told::Offer(None),
                11 => Told::Space(0, 0),
                _ => Told::Nothing,
            }),
        };
        let nothing = |()| Told::Nothing;
        match call.kind {
            1 => bus.set_mmio_megabytes(Handle::Channel(channel), call.required, call.optional).map(Told::Status),
            2 => bus.enable(channel).map(Told::Status),
            3 => bus.disable(channel).map(nothing),
            4 => bus.cleanup(channel).map(nothing),
            5 => bus.start(channel).map(nothing),
            6 => bus.pause(channel).map(nothing),
            7 => bus.guest_open(channel).map(nothing),
            8 => bus.guest_close(channel).map(nothing),
            9 => bus.read_reservation(channel).map(Told::Reservation),
            10 => bus.read_offer(channel).map(Told::Offer),
            11 => bus.get_mmio_space(channel).map(|(address, size)| Told::Space(address, size)),
            _ => Ok(Told::NoSuchCall),
        }
    }

    /// The native contract's `kmcl_perform`.
    pub fn respond(&mut self, call: &Call, response: &mut Response) -> i32 {
        match self.perform(call) {
            Err(Todo) => return FAULT_TODO,
            Ok(Told::NoSuchCall) => return FAULT_NO_SUCH_CALL,
            Ok(Told::Nothing) => {}
            Ok(Told::Status(status)) => (response.seen, response.status) = (1, status),
            Ok(Told::Reservation((required, optional))) => (response.seen, response.required, response.optional) = (2, required, optional),
            Ok(Told::Space(address, size)) => (response.seen, response.address, response.size) = (4, address, size),
            Ok(Told::Offer(None)) => response.seen = 32,
            Ok(Told::Offer(Some(((required, optional), bytes)))) => {
                (response.seen, response.required, response.optional) = (if bytes.is_empty() { 8 } else { 24 }, required, optional);
                (response.offer_size, response.offer) = (bytes.len() as u32, bytes.as_ptr());
                self.offers.push(bytes);
            }
        }
        0
    }
}

/// What the last `kmcl_run` offered: its bytes stay until the next.
static OFFERED: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());

/// The native contract's `kmcl_run`: the calls on a fresh instance.
pub fn run_native<B: Bus>(calls: &[Call], responses: &mut [Response]) -> i32 {
    let mut run = Run::<B>::default();
    let mut result = 0;
    for (call, response) in calls.iter().zip(responses) {
        *response = Response { seen: 0, status: 0, required: 0, optional: 0, offer_size: 0, address: 0, size: 0, offer: std::ptr::null() };
        result = run.respond(call, response);
        if result < 0 { break; }
    }
    *OFFERED.lock().expect("no holder of the lock panics") = run.offers;
    result
}

/// Made once, and never freed: the harness keeps what it was told.
pub fn describe<B: Bus>() -> *const Description {
    let text = |text: &str| CString::new(text).expect("a name has no NUL in it").into_raw() as *const c_char;
    let bit = |name: &&str| 1 << CAPABILITIES.iter().position(|known| known == name).unwrap_or_else(|| panic!("no capability: {name}"));
    Box::into_raw(Box::new(Description { abi: 1, size: size_of::<Description>() as u32, name: text(B::NAME), version: text(B::VERSION),
        capabilities: B::CAPABILITIES.iter().map(bit).sum(), room: B::ROOM_MEGABYTES }))
}

/// Exports a bus by the names of the native contract.
#[macro_export]
macro_rules! native {
    ($bus:ty) => {
        #[no_mangle]
        pub extern "C" fn kmcl_describe() -> *const $crate::Description { $crate::describe::<$bus>() }
        #[no_mangle]
        pub extern "C" fn kmcl_open() -> *mut std::ffi::c_void { Box::into_raw(Box::<$crate::Run<$bus>>::default()).cast() }
        /// # Safety
        /// The pointers are the harness's: an instance of `kmcl_open`, one call, and one response that is all zeros.
        #[no_mangle]
        pub unsafe extern "C" fn kmcl_perform(run: *mut std::ffi::c_void, call: *const $crate::Call, response: *mut $crate::Response) -> i32 {
            unsafe { (*run.cast::<$crate::Run<$bus>>()).respond(&*call, &mut *response) }
        }
        /// # Safety
        /// The instance is one of `kmcl_open`'s, and is not used again.
        #[no_mangle]
        pub unsafe extern "C" fn kmcl_close(run: *mut std::ffi::c_void) { drop(unsafe { Box::from_raw(run.cast::<$crate::Run<$bus>>()) }) }
        /// # Safety
        /// Both arrays hold `count` entries.
        #[no_mangle]
        pub unsafe extern "C" fn kmcl_run(calls: *const $crate::Call, count: u32, responses: *mut $crate::Response) -> i32 {
            if count == 0 { return 0; }
            let count = count as usize;
            unsafe { $crate::run_native::<$bus>(std::slice::from_raw_parts(calls, count), std::slice::from_raw_parts_mut(responses, count)) }
        }
    };
}
