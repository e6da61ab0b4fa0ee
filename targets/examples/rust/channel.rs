//! VMBus channels in Rust, without a crate: the functions of kmcl_target.h, exported as they are.
//!
//!     rustc --edition=2021 -O --crate-type=cdylib -C panic=abort channel.rs -o channel.so
//!
//! A panic would otherwise unwind into foreign frames; aborting makes it a crash, which the suite reports.
//!
//! SPDX-License-Identifier: MIT

use std::ffi::{c_char, c_void};
use std::sync::Mutex;

const ABI: u32 = 1;
const SLOTS: usize = 16;
const CLIENT_ENDPOINT: u16 = 1;

const STATUS_SUCCESS: u32 = 0x0000_0000;
const STATUS_INVALID_PARAMETER: u32 = 0xC000_000D;
const STATUS_INVALID_PARAMETER_1: u32 = 0xC000_00EF;

const SEEN_STATUS: u32 = 1;
const SEEN_RESERVATION: u32 = 2;
const SEEN_SPACE: u32 = 4;
const SEEN_OFFER: u32 = 8;
const SEEN_NO_OFFER: u32 = 32;

#[repr(C)]
pub struct Call {
    kind: u8,
    channel: u8,
    mmio_megabytes: u16,
    mmio_megabytes_optional: u16,
    flags: u16,
}

#[repr(C)]
pub struct Response {
    seen: u32,
    status: u32,
    mmio_megabytes: u16,
    mmio_megabytes_optional: u16,
    offer_size: u32,
    address: u64,
    size: u64,
    offer: *const u8,
}

#[repr(C)]
pub struct Description {
    abi: u32,
    size: u32,
    name: *const c_char,
    version: *const c_char,
    capabilities: u64,
}

// The layout is the contract: a field out of place is told by the compiler and not by a run.
const _: () = assert!(size_of::<Call>() == 8);
const _: () = assert!(size_of::<Response>() == 40);
const _: () = assert!(size_of::<Description>() == 32);

/// The strings behind the pointers are constants.
unsafe impl Sync for Description {}

/// reservation, offer, mmio-space, guest, start-pause, client-endpoint, the three bad handles: bits 0, 1, 3 to 9.
const CAPABILITIES: u64 = 0b11_1111_1011;

static DESCRIPTION: Description = Description {
    abi: ABI,
    size: size_of::<Description>() as u32,
    name: c"example-rust".as_ptr(),
    version: c"1.0".as_ptr(),
    capabilities: CAPABILITIES,
};

#[derive(Clone, Copy, Default, PartialEq)]
struct Amounts {
    required: u16,
    optional: u16,
}

#[derive(Clone, Copy)]
enum State {
    Init,
    Enabled { offered: Amounts, open: bool },
    Disabled,
}

#[derive(Clone, Copy)]
struct Channel {
    is_server: bool,
    reserved: Amounts,
    state: State,
}

/// The channels of one program. A slot that is empty, or was cleaned up, holds a handle that names none.
#[derive(Default)]
struct Bus {
    channels: [Option<Channel>; SLOTS],
}

/// What the adapter itself could not do: the negative numbers of the contract.
#[repr(i32)]
enum Fault {
    NoSuchChannel = -1,
    NoSuchCall = -2,
}

impl Bus {
    /// Anything that is no slot is a handle that never was a channel.
    fn set_mmio_megabytes(&mut self, handle: usize, asked: Amounts) -> u32 {
        let Some(channel) = self.channels.get_mut(handle).and_then(Option::as_mut) else {
            return STATUS_INVALID_PARAMETER_1;
        };
        match channel.state {
            State::Init if channel.is_server && asked != Amounts::default() => {
                channel.reserved = asked;
                STATUS_SUCCESS
            }
            State::Init if channel.is_server => STATUS_INVALID_PARAMETER,
            _ => STATUS_INVALID_PARAMETER_1,
        }
    }

    fn perform(&mut self, call: &Call, response: &mut Response) -> Result<(), Fault> {
        let slot = usize::from(call.channel);
        if call.kind == 1 {
            let asked = Amounts { required: call.mmio_megabytes, optional: call.mmio_megabytes_optional };
            response.answer(self.set_mmio_megabytes(slot, asked));
            return Ok(());
        }
        let place = self.channels.get_mut(slot).ok_or(Fault::NoSuchChannel)?;
        if call.kind == 0 {
            let is_server = call.flags & CLIENT_ENDPOINT == 0;
            *place = Some(Channel { is_server, reserved: Amounts::default(), state: State::Init });
            response.answer(STATUS_SUCCESS);
            return Ok(());
        }
        let channel = place.as_mut().ok_or(Fault::NoSuchChannel)?;
        match (call.kind, channel.state) {
            (2, _) => {
                channel.state = State::Enabled { offered: channel.reserved, open: false };
                response.answer(STATUS_SUCCESS);
            }
            (3, State::Enabled { .. }) => channel.state = State::Disabled,
            (4, _) => *place = None,
            (7, State::Enabled { offered, .. }) => channel.state = State::Enabled { offered, open: true },
            (8, State::Enabled { offered, .. }) => channel.state = State::Enabled { offered, open: false },
            (9, _) => response.tell(SEEN_RESERVATION, channel.reserved),
            (10, State::Enabled { offered, .. }) => response.tell(SEEN_OFFER, offered),
            (10, _) => response.seen = SEEN_NO_OFFER,
            (11, State::Enabled { offered, open: true }) => {
                response.seen = SEEN_SPACE;
                response.address = (slot as u64 + 1) << 40;
                response.size = u64::from(offered.required) << 20;
            }
            (11, _) => response.seen = SEEN_SPACE,
            (3 | 5..=8, _) => {}
            _ => return Err(Fault::NoSuchCall),
        }
        Ok(())
    }
}

impl Response {
    fn answer(&mut self, status: u32) {
        self.seen = SEEN_STATUS;
        self.status = status;
    }

    fn tell(&mut self, seen: u32, amounts: Amounts) {
        self.seen = seen;
        self.mmio_megabytes = amounts.required;
        self.mmio_megabytes_optional = amounts.optional;
    }
}

#[no_mangle]
pub extern "C" fn kmcl_describe() -> *const Description {
    &DESCRIPTION
}

#[no_mangle]
pub extern "C" fn kmcl_open() -> *mut c_void {
    Box::into_raw(Box::<Mutex<Bus>>::default()).cast()
}

/// # Safety
/// The pointers are the harness's: an instance of `kmcl_open`, one call, and one response that is all zeros.
#[no_mangle]
pub unsafe extern "C" fn kmcl_perform(instance: *mut c_void, call: *const Call, response: *mut Response) -> i32 {
    let bus = unsafe { &*instance.cast::<Mutex<Bus>>() };
    let (call, response) = unsafe { (&*call, &mut *response) };
    match bus.lock().expect("no holder of the lock panics and lives").perform(call, response) {
        Ok(()) => 0,
        Err(fault) => fault as i32,
    }
}

/// # Safety
/// The instance is one of `kmcl_open`'s, and is not used again.
#[no_mangle]
pub unsafe extern "C" fn kmcl_close(instance: *mut c_void) {
    drop(unsafe { Box::from_raw(instance.cast::<Mutex<Bus>>()) });
}

/// # Safety
/// Both arrays hold `count` entries.
#[no_mangle]
pub unsafe extern "C" fn kmcl_run(calls: *const Call, count: u32, responses: *mut Response) -> i32 {
    let instance = kmcl_open();
    let mut result = 0;
    for index in 0..count as usize {
        let response = unsafe { responses.add(index) };
        unsafe { response.write_bytes(0, 1) };
        result = unsafe { kmcl_perform(instance, calls.add(index), response) };
        if result < 0 {
            break;
        }
    }
    unsafe { kmcl_close(instance) };
    result
}
