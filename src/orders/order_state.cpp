#include "orders/order_state.hpp"

#include <array>
#include <cstddef>

namespace tw::inline orders {
namespace {

using enum OrderState;

constexpr std::optional<OrderState> kNever = std::nullopt;
using Row = std::array<std::optional<OrderState>, kOrderInputs>;

// A fill may come before its acknowledgement, and after a cancel was asked for: both happen at
// real brokers. Nothing follows an end, except that a cancel may cross with it on the wire
// (the blotter settles that one, because the state does not change).
constexpr std::array<Row, kOrderStates> kTable{{
    //  Ack      Reject    Trigger       Fill          FillLast CancelSent  CancelAck  Expire
    {{Working, Rejected, Pending, PartlyFilled, Filled, Cancelling, Cancelled,
      Expired}},                                                                          // Pending
    {{kNever, Rejected, Working, PartlyFilled, Filled, Cancelling, Cancelled, Expired}},  // Working
    {{kNever, kNever, PartlyFilled, PartlyFilled, Filled, Cancelling, Cancelled,
      Expired}},  // PartlyFilled
    {{Cancelling, Rejected, Cancelling, Cancelling, Filled, kNever, Cancelled,
      Expired}},                                                         // Cancelling
    {{kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},  // Filled
    {{kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},  // Cancelled
    {{kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},  // Rejected
    {{kNever, kNever, kNever, kNever, kNever, kNever, kNever, kNever}},  // Expired
}};

}  // namespace

std::optional<OrderState> next_state(OrderState state, OrderInput input) {
  return kTable[static_cast<std::size_t>(state)][static_cast<std::size_t>(input)];
}

std::string_view to_string(OrderState state) {
  constexpr std::array<std::string_view, kOrderStates> kNames{
      "pending", "working",   "partly_filled", "cancelling",
      "filled",  "cancelled", "rejected",      "expired"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view to_string(OrderInput input) {
  constexpr std::array<std::string_view, kOrderInputs> kNames{
      "ack", "reject", "trigger", "fill", "fill_last", "cancel_sent", "cancel_ack", "expire"};
  return kNames[static_cast<std::size_t>(input)];
}

}  // namespace tw::inline orders
