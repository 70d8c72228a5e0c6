#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tw::inline orders {

/// Where an order stands in its life.
enum class OrderState : std::uint8_t {
  Pending,       ///< Sent, not acknowledged.
  Working,       ///< Acknowledged, nothing filled.
  PartlyFilled,  ///< Something filled, the rest works.
  Cancelling,    ///< We asked for a cancel and do not know yet.
  Replacing,     ///< We asked for other terms and do not know yet; those of before work.
  Filled,        // The four ends.
  Cancelled,
  Rejected,
  Expired,
};

/// What happens to an order: our own acts and the venue's reports.
enum class OrderInput : std::uint8_t {
  Ack,
  Reject,
  Trigger,
  Fill,      ///< Part of what was left.
  FillLast,  ///< All of what was left.
  CancelSent,
  CancelAck,
  Expire,
  ReplaceSent,
  ReplaceDone,        ///< Taken or refused, while nothing has filled.
  ReplaceDonePartly,  ///< The same, with a part filled.
};

inline constexpr int kOrderStates = 9;
inline constexpr int kOrderInputs = 11;

constexpr bool is_final(OrderState state) { return state >= OrderState::Filled; }

/// Returns the state after `input`, or nothing where `input` cannot be true in `state`.
/// The whole machine is the table in order_state.cpp.
std::optional<OrderState> next_state(OrderState state, OrderInput input);

std::string_view to_string(OrderState state);
std::string_view to_string(OrderInput input);

}  // namespace tw::inline orders
