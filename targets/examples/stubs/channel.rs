//! The adapter between kmcl-conformance and your VMBus channels. TODO: call your function here, in each of the six places; all else
//! is done. A status is an NTSTATUS; a channel is your own: what `allocate` gives comes back in the other calls.
#![allow(unused_variables, dead_code)] // Until the six are filled in.

use std::ffi::{c_char, c_void};

/// Bit n is the n-th name of `kmcl-conformance list capabilities`: reservation.
const CAPABILITIES: u64 = 1 << 0;

type Status = u32;

/// Yours.
type Channel = ();

/// In the place of an answer: nothing is called there yet. Anything else that goes wrong is an answer, or a panic.
struct Todo;

/// VmbChannelAllocate
fn allocate(is_server: bool) -> Result<(Status, Channel), Todo> {
    Err(Todo)
}

/// VmbServerChannelInitSetMmioMegabytes, the function under test.
fn set_mmio_megabytes(channel: &mut Channel, required: u16, optional: u16) -> Result<Status, Todo> {
    Err(Todo)
}

/// VmbChannelEnable
fn enable(channel: &mut Channel) -> Result<Status, Todo> {
    Err(Todo)
}

/// VmbChannelDisable
fn disable(channel: &mut Channel) -> Result<(), Todo> {
    Err(Todo)
}

/// VmbChannelCleanup
fn cleanup(channel: Channel) -> Result<(), Todo> {
    Err(Todo)
}

/// A test hook: the two amounts that the channel holds. Without one, do not claim it.
fn read_reservation(channel: &mut Channel) -> Result<(u16, u16), Todo> {
    Err(Todo)
}

// The contract of kmcl_target.h, exported as it is.

const FAULT_TODO: i32 = -1000;
const FAULT_NO_SUCH_CALL: i32 = -1;

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

/// The strings behind the pointers are constants.
unsafe impl Sync for Description {}

static DESCRIPTION: Description = Description {
    abi: 1,
    size: size_of::<Description>() as u32,
    name: c"my-channel".as_ptr(),
    version: c"1.0".as_ptr(),
    capabilities: CAPABILITIES,
};

/// The channels of one run, by slot.
#[derive(Default)]
struct Run {
    channels: [Option<Channel>; 16],
}

impl Run {
    fn perform(&mut self, call: &Call, response: &mut Response) -> Result<i32, Todo> {
        let Some(place) = self.channels.get_mut(usize::from(call.channel)) else {
            return Ok(FAULT_NO_SUCH_CALL);
        };
        match (call.kind, place.as_mut()) {
            (0, _) => {
                let (status, channel) = allocate(call.flags & 1 == 0)?;
                *place = Some(channel);
                response.answer(status);
            }
            (1, Some(channel)) => {
                response.answer(set_mmio_megabytes(channel, call.mmio_megabytes, call.mmio_megabytes_optional)?);
            }
            (2, Some(channel)) => response.answer(enable(channel)?),
            (3, Some(channel)) => disable(channel)?,
            (4, Some(_)) => place.take().map_or(Ok(()), cleanup)?,
            (9, Some(channel)) => {
                (response.mmio_megabytes, response.mmio_megabytes_optional) = read_reservation(channel)?;
                response.seen = 2;
            }
            _ => return Ok(FAULT_NO_SUCH_CALL),
        }
        Ok(0)
    }
}

impl Response {
    fn answer(&mut self, status: Status) {
        self.seen = 1;
        self.status = status;
    }
}

#[no_mangle]
pub extern "C" fn kmcl_describe() -> *const Description {
    &DESCRIPTION
}

#[no_mangle]
pub extern "C" fn kmcl_open() -> *mut c_void {
    Box::into_raw(Box::<Run>::default()).cast()
}

/// # Safety
/// The pointers are the harness's: an instance of `kmcl_open`, one call, and one response that is all zeros.
#[no_mangle]
pub unsafe extern "C" fn kmcl_perform(instance: *mut c_void, call: *const Call, response: *mut Response) -> i32 {
    let (run, call, response) = unsafe { (&mut *instance.cast::<Run>(), &*call, &mut *response) };
    run.perform(call, response).unwrap_or(FAULT_TODO)
}

/// # Safety
/// The instance is one of `kmcl_open`'s, and is not used again.
#[no_mangle]
pub unsafe extern "C" fn kmcl_close(instance: *mut c_void) {
    drop(unsafe { Box::from_raw(instance.cast::<Run>()) });
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
