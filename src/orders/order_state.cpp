#include "orders/order_state.hpp"

#include <array>
#include <cstddef>

namespace tw::inline orders {
namespace {

using enum OrderState;

constexpr std::optional<OrderState> kNever = std::nullopt;
using Row = std::array<std::optional<OrderState>, kOrderInputs>;
constexpr Row kEnd{};

// A fill may come before its acknowledgement, and after a cancel was asked for: both happen at
// real brokers. Nothing follows an end, except that a cancel may cross with it on the wire
// (the blotter settles that one, because the state does not change). New terms are asked for one
// change at a time, and not before the order is acknowledged.
constexpr std::array<Row, kOrderStates> kTable{{
    //  Ack      Reject    Trigger       Fill          FillLast CancelSent  CancelAck  Expire
    //  ReplaceSent  ReplaceDone  ReplaceDonePartly
    {{Working, Rejected, Pending, PartlyFilled, Filled, Cancelling, Cancelled, Expired,  // Pending
      kNever, kNever, kNever}},
    {{kNever, Rejected, Working, PartlyFilled, Filled, Cancelling, Cancelled, Expired,  // Working
      Replacing, kNever, kNever}},
    {{kNever, kNever, PartlyFilled, PartlyFilled, Filled, Cancelling, Cancelled,  // PartlyFilled
      Expired, Replacing, kNever, kNever}},
    {{Cancelling, Rejected, Cancelling, Cancelling, Filled, kNever, Cancelled,  // Cancelling
      Expired, kNever, Cancelling, Cancelling}},
    {{kNever, Rejected, Replacing, Replacing, Filled, Cancelling, Cancelled, Expired,  // Replacing
      kNever, Working, PartlyFilled}},
    kEnd,  // Filled
    kEnd,  // Cancelled
    kEnd,  // Rejected
    kEnd,  // Expired
}};
}  // namespace

std::optional<OrderState> next_state(OrderState state, OrderInput input) {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

std::string_view to_string(OrderState state) {
  constexpr std::array<std::string_view, kOrderStates> kNames{
      "pending", "working",   "partly_filled", "cancelling", "replacing",
      "filled",  "cancelled", "rejected",      "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view to_string(OrderInput input) {
  constexpr std::array<std::string_view, kOrderInputs> kNames{
      "ack",        "reject", "trigger",      "fill",         "fill_last",          "cancel_sent",
      "cancel_ack", "expire", "replace_sent", "replace_done", "replace_done_partly"};
  return kNames[static_cast<std::size_t>(input)];
}

}  // namespace tw::inline orders
