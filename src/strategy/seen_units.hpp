#pragma once

#include <vector>

#include "market/bar.hpp"
#include "market/corporate_action.hpp"
#include "market/quote.hpp"
#include "market/split_scale.hpp"
#include "orders/blotter.hpp"
#include "orders/order_event.hpp"
#include "orders/order_request.hpp"
#include "portfolio/lot.hpp"

namespace tw::strategy {

/// The units in which strategies see instruments: those of the first bar that may be traded, so
/// that a split is no crash to an indicator. "Seen" is on that scale, "market" on that of the day.
///
/// Where nothing has split, the two are the same and `are_split` is all that anyone asks.
class SeenUnits {
 public:
  /// `first` is what lies between a lead-in's units and the seen ones; empty is nothing.
  SeenUnits(std::size_t instruments, const std::vector<SplitScale>& first);

  /// True while any instrument's market units are not the seen ones.
  bool are_split() const { return are_split_; }
  void apply(const CorporateAction& action);

  Price seen(InstrumentId id, Price market) const { return of(id).price_then(market); }
  Price market(InstrumentId id, Price seen) const { return of(id).price_now(seen); }
  Quantity seen(InstrumentId id, Quantity market) const { return of(id).quantity_then(market); }
  Bar seen(const Bar& bar) const;
  Quote seen(const Quote& quote) const;
  Print seen(const Print& print) const;
  OrderEvent seen(const OrderEvent& event) const;
  Order seen(const Order& order) const;
  portfolio::Lot seen(const portfolio::Lot& lot, InstrumentId id) const;
  template <class Event>
  Event seen(const Event& event) const {
    return event;  // It carries no units, or, like a corporate action, is about them.
  }

  /// Returns `seen` in the market's units; `near` where the rounding on the way to the strategy and
  /// back is all that parts the two, so that all of a position stays all of it.
  Quantity market(InstrumentId id, Quantity seen, Quantity near) const;
  /// Returns what was asked for in the market's units; `held` is the instrument's position.
  OrderRequest market(OrderRequest request, Quantity held) const;
  OrderChange market(const OrderChange& change, const OrderRequest& working) const;

 private:
  const SplitScale& of(InstrumentId id) const { return scales_[index_of(id)]; }

  std::vector<SplitScale> scales_;
  bool are_split_ = false;
};

}  // namespace tw::strategy
