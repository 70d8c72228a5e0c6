#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/inline_vector.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "orders/order_request.hpp"
#include "orders/order_state.hpp"
#include "risk/limits.hpp"

namespace tw::live {

/// One instrument as a screen shows it.
struct ShownPosition {
  InstrumentId instrument{};
  Price price;  ///< Zero until the first one is known.
  Quantity quantity;
  Price average_entry;  ///< Zero when nothing is held.
  Money value;
  Money unrealised;  ///< Before the commissions of a later exit.
};

struct ShownOrder {
  ClientOrderId id = kNoOrder;
  InstrumentId instrument{};
  Side side = Side::Buy;
  OrderType type = OrderType::Market;
  OrderState state = OrderState::Pending;
  bool is_exit = false;
  bool is_waiting = false;  ///< It belongs to an entry that has not begun to fill.
  Quantity quantity;        ///< Zero while only the venue knows it.
  Quantity filled;
  Price limit;
  Price stop;
  Label tag;
};

struct ShownFill {
  std::uint64_t session = 0;  ///< In which it happened, counted as in `Snapshot::sessions`.
  Timestamp at;
  InstrumentId instrument{};
  Side side = Side::Buy;
  Quantity quantity;
  Price price;
  Money commission;
  Money realised;  ///< What it earned by closing, net of both commissions; zero for an entry.
  bool is_exit = false;
  Label tag;
};

/// The last few values of a series, oldest first.
template <std::size_t kCapacity>
class Recent {
 public:
  void push(double value) {
    values_[pushed_ % kCapacity] = value;
    pushed_ += 1;
  }
  std::size_t size() const { return pushed_ < kCapacity ? pushed_ : kCapacity; }
  double operator[](std::size_t i) const { return values_[(pushed_ - size() + i) % kCapacity]; }

 private:
  std::array<double, kCapacity> values_{};
  std::size_t pushed_ = 0;
};

/// All that a screen needs to know of a session at one moment: a value, published by the core.
struct Snapshot {
  static constexpr std::size_t kPositionsMax = 8;
  static constexpr std::size_t kOrdersMax = 8;
  static constexpr std::size_t kFillsMax = 12;
  static constexpr std::size_t kClosesMax = 256;

  Timestamp at;
  Date date;                   ///< Of the last bar's session.
  std::uint64_t sessions = 0;  ///< How many there were since trading opened.
  risk::TradingState state = risk::TradingState::Closed;
  bool is_over = false;  ///< The loop has ended.

  Money equity;
  Money cash;
  Money realised;  ///< Net of all commissions paid.
  Money unrealised;
  Money commissions;
  std::uint64_t commands = 0;
  std::uint64_t fills = 0;
  std::uint64_t trades = 0;   ///< Closed lots.
  std::uint64_t winners = 0;  ///< Of them, with a profit.
  std::uint64_t mismatches = 0;

  InlineVector<ShownPosition, kPositionsMax> positions;  ///< The first instruments of the run.
  InlineVector<ShownOrder, kOrdersMax> orders;           ///< The oldest of those that work.
  std::uint64_t orders_working = 0;
  InlineVector<ShownFill, kFillsMax> last_fills;  ///< Oldest first.
  Recent<kClosesMax> closes;                      ///< The first instrument's, since the opening.
};

}  // namespace tw::live
