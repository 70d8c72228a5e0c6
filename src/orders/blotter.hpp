#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/per_instrument.hpp"
#include "core/timestamp.hpp"
#include "orders/approved.hpp"
#include "orders/order_change.hpp"
#include "orders/order_event.hpp"
#include "orders/order_request.hpp"
#include "orders/order_state.hpp"

namespace tw::inline orders {

/// One order of ours that has not ended, as far as we know.
struct Order {
  ClientOrderId id = kNoOrder;
  OrderRequest request;
  OrderState state = OrderState::Pending;
  std::uint32_t version = 1;  ///< Of its terms: one more with each change that the venue took.
  /// What it is for; zero while a fraction, or a size taken from its parent, is not resolved.
  Quantity quantity;
  Quantity filled;
  Quantity growth;  ///< What a change that is under way would add to `quantity`.
  Timestamp sent_at;

  bool is_size_known() const { return quantity.raw() != 0; }
  /// Returns what may still trade; zero while nobody but the venue knows.
  Quantity remaining() const { return is_size_known() ? quantity - filled : Quantity{}; }
  /// Returns the most that may still trade: a change may be in force before we hear of it.
  Quantity most_remaining() const { return remaining() + growth; }
  bool is_exit() const { return request.reduce_only; }
};

/// A venue's report that cannot be true of what we sent: reason to halt and reconcile.
enum class Mismatch : std::uint8_t {
  UnknownOrder,  ///< Not ours, or ended long ago.
  WrongInstrument,
  WrongSide,
  ImpossibleState,  ///< The state machine has no such step.
  Overfilled,       ///< More traded than was ordered.
};

std::string_view to_string(Mismatch mismatch);

/// The desk's record of its orders: hands out ids and keeps every live order's state.
///
/// Orders that ended are forgotten once reported; the recorder and the journal keep history.
/// Steady state allocates nothing: at most `live_max` orders are alive at a time.
class Blotter {
 public:
  static constexpr std::size_t kLiveMaxDefault = 4096;

  /// `session` makes the ids of this run unlike those of any other.
  explicit Blotter(std::uint32_t session, std::size_t instruments,
                   std::size_t live_max = kLiveMaxDefault);

  bool is_full() const { return live_.size() == live_max_; }

  /// Reserves the next id without an order behind it yet.
  ClientOrderId next_id();

  /// Books an approved request under `id` as pending. Requires `!is_full()`.
  const Order& book(ClientOrderId id, const Approved<OrderRequest>& request, Timestamp at);

  /// Marks the order as being cancelled. Returns false when it is not alive or already so.
  bool cancel(ClientOrderId id);

  /// Marks the order as being changed; its terms stay until the venue takes the new ones. Returns
  /// false when it does not work, or is being cancelled or changed already.
  bool replace(ClientOrderId id, const Approved<OrderChange>& change);

  /// Applies a report. Returns the order as it stands after it; it leaves the record when ended.
  /// Owns: valid until the next change.
  /// Errors: a mismatch changes nothing.
  std::expected<const Order*, Mismatch> apply(const OrderEvent& event);
  /// Applies a split to the live orders of its instrument, as the venue does to its own.
  void split(const CorporateAction& split, Price tick);
  /// Lowers the live orders that a dividend lowers, as the venue does to its own.
  void lower(const CorporateAction& dividend, Price tick);

  /// Returns the live order, or null.
  const Order* find(ClientOrderId id) const;
  /// Returns whether `id` is of this session and no order that lives.
  bool has_ended(ClientOrderId id) const;
  /// Returns all live orders, oldest first. Owns: valid until the next change.
  std::span<const Order> live() const { return live_; }
  /// Returns how many orders of `instrument` are alive: a byte read, for the hot path.
  std::uint32_t live_count(InstrumentId instrument) const { return live_counts_[instrument]; }

 private:
  /// A change that was asked for and is not answered.
  struct SentChange {
    ClientOrderId id = kNoOrder;
    OrderChange change;
  };

  Order* living(ClientOrderId id);
  void end(Order& order);
  bool answer_change(Order& order, const OrderEvent& event);
  void forget_change(Order& order);

  std::uint32_t session_;
  std::uint32_t sequence_ = 0;
  std::size_t live_max_;
  std::vector<Order> live_;
  Order ended_;                      ///< The last one that did, for those who hear of it.
  std::vector<SentChange> changes_;  ///< Given its room by the first one: most runs have none.
  PerInstrument<std::uint32_t> live_counts_;
};

}  // namespace tw::inline orders
