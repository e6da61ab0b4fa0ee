// VMBus channels in C++, written to the contract of kmcl_target.h itself, and safe to call from several threads.
//
//     c++ -std=c++17 -O2 -shared -fPIC -I ../../native channel.cpp -o channel.so
//
// Where the page leaves the choice, this example chooses otherwise than the one in C: a channel that is disabled
// forgets its reservation, and of two reasons to refuse the amounts come first.
//
// SPDX-License-Identifier: MIT
#define KMCL_TARGET_IMPLEMENTATION
#include "kmcl_target.h"

#include <array>
#include <memory>
#include <mutex>

namespace {

enum class Status : uint32_t {
  Success = 0x00000000,
  InvalidParameter = 0xC000000D,
  InvalidParameter1 = 0xC00000EF,
};

struct Amounts {
  uint16_t required = 0;
  uint16_t optional = 0;

  bool areNothing() const { return required == 0 && optional == 0; }
};

class Channel {
 public:
  Channel(bool isServer, unsigned id) : isServer_(isServer), id_(id) {}

  Status reserve(Amounts amounts) {
    if (amounts.areNothing()) return Status::InvalidParameter;
    if (!isServer_ || phase_ != Phase::Init) return Status::InvalidParameter1;
    reserved_ = amounts;
    return Status::Success;
  }

  Status enable() {
    phase_ = Phase::Offered;
    offered_ = reserved_;
    return Status::Success;
  }

  void disable() {
    if (phase_ == Phase::Init) return;
    phase_ = Phase::Disabled;
    reserved_ = {};
  }

  void open() {
    if (isOffered()) phase_ = Phase::Open;
  }

  void close() {
    if (phase_ == Phase::Open) phase_ = Phase::Offered;
  }

  bool isOffered() const { return phase_ == Phase::Offered || phase_ == Phase::Open; }
  const Amounts &reserved() const { return reserved_; }
  const Amounts &offered() const { return offered_; }

  // Both amounts, in a range of this channel's own: 2^37 bytes hold the largest pair.
  uint64_t address() const { return uint64_t{id_ + 1} << 37; }
  uint64_t bytes() const { return (uint64_t{offered_.required} + offered_.optional) << 20; }

 private:
  enum class Phase { Init, Offered, Open, Disabled };

  bool isServer_;
  unsigned id_;
  Phase phase_ = Phase::Init;
  Amounts reserved_;
  Amounts offered_;
};

class Bus {
 public:
  int32_t perform(const kmcl_call &call, kmcl_response &response) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (call.kind == KMCL_ALLOCATE) return allocate(call, response);
    Channel *channel = call.channel < KMCL_SLOTS ? channels_[call.channel].get() : nullptr;
    if (call.kind == KMCL_SET_MMIO_MEGABYTES) {
      const Amounts amounts{call.mmio_megabytes, call.mmio_megabytes_optional};
      if (channel != nullptr) return answer(response, channel->reserve(amounts));
      return answer(response, amounts.areNothing() ? Status::InvalidParameter : Status::InvalidParameter1);
    }
    if (channel == nullptr) return NoSuchChannel;
    return perform(call, *channel, response);
  }

 private:
  enum Fault : int32_t { NoSuchChannel = -1, NoSuchCall = -2 };

  static int32_t answer(kmcl_response &response, Status status) {
    response.seen = KMCL_SEEN_STATUS;
    response.status = static_cast<uint32_t>(status);
    return 0;
  }

  static void tell(kmcl_response &response, uint32_t seen, const Amounts &amounts) {
    response.seen = seen;
    response.mmio_megabytes = amounts.required;
    response.mmio_megabytes_optional = amounts.optional;
  }

  int32_t allocate(const kmcl_call &call, kmcl_response &response) {
    if (call.channel >= KMCL_SLOTS) return NoSuchChannel;
    const bool isServer = (call.flags & KMCL_CLIENT_ENDPOINT) == 0;
    channels_[call.channel] = std::make_unique<Channel>(isServer, call.channel);
    return answer(response, Status::Success);
  }

  int32_t perform(const kmcl_call &call, Channel &channel, kmcl_response &response) {
    switch (call.kind) {
      case KMCL_ENABLE:
        return answer(response, channel.enable());
      case KMCL_DISABLE:
        channel.disable();
        return 0;
      case KMCL_CLEANUP:
        channels_[call.channel].reset();
        return 0;
      case KMCL_START:
      case KMCL_PAUSE:
        return 0;
      case KMCL_GUEST_OPEN:
        channel.open();
        return 0;
      case KMCL_GUEST_CLOSE:
        channel.close();
        return 0;
      case KMCL_READ_RESERVATION:
        tell(response, KMCL_SEEN_RESERVATION, channel.reserved());
        return 0;
      case KMCL_READ_OFFER:
        if (channel.isOffered()) {
          tell(response, KMCL_SEEN_OFFER, channel.offered());
        } else {
          response.seen = KMCL_SEEN_NO_OFFER;
        }
        return 0;
      case KMCL_GET_MMIO_SPACE:
        response.seen = KMCL_SEEN_SPACE;
        response.address = channel.address();
        response.size = channel.bytes();
        return 0;
      default:
        return NoSuchCall;
    }
  }

  std::mutex mutex_;
  std::array<std::unique_ptr<Channel>, KMCL_SLOTS> channels_;
};

}  // namespace

KMCL_EXPORT const kmcl_description *kmcl_describe(void) {
  static const kmcl_description description = {
      KMCL_ABI, sizeof(kmcl_description), "example-cpp", "1.0",
      KMCL_CAN_RESERVATION | KMCL_CAN_OFFER | KMCL_CAN_MMIO_SPACE | KMCL_CAN_GUEST | KMCL_CAN_START_PAUSE |
          KMCL_CAN_CLIENT_ENDPOINT | KMCL_CAN_NULL_HANDLE | KMCL_CAN_STALE_HANDLE | KMCL_CAN_FORGED_HANDLE |
          KMCL_CAN_THREADS,
      0 /* megabytes of room: as KMCL_CAN_MMIO_SPACE claims */};
  return &description;
}

KMCL_EXPORT void *kmcl_open(void) { return new Bus; }

KMCL_EXPORT int32_t kmcl_perform(void *instance, const kmcl_call *call, kmcl_response *response) {
  return static_cast<Bus *>(instance)->perform(*call, *response);
}

KMCL_EXPORT void kmcl_close(void *instance) { delete static_cast<Bus *>(instance); }
