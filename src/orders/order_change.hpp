#pragma once

#include "core/money.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "market/split_scale.hpp"
#include "orders/order_request.hpp"

namespace tw::inline orders {

/// What is to be another of a working order. Zero, or no trail, leaves a field as it is.
///
/// The order stays what it is: its id, its side and type, its fills, its relatives and how long it
/// works. Only its terms have a new version.
struct OrderChange {
  /// The whole of it, what has filled included. Source: FIX 4.4, Order Cancel/Replace Request, on
  /// OrderQty.
  Quantity quantity;
  Price limit;
  Price stop;   ///< Of a trailing stop: where it stands from now on.
  Trail trail;  ///< A tighter one moves the stop at once; a wider one lets it stand.
  Price limit_offset;

  bool is_none() const {
    return quantity.raw() == 0 && limit.raw() == 0 && stop.raw() == 0 && trail.is_none() &&
           limit_offset.raw() == 0;
  }
  friend bool operator==(const OrderChange&, const OrderChange&) = default;
};

/// Returns the request that `request` becomes.
OrderRequest changed(OrderRequest request, const OrderChange& change);

/// Returns `change` of `working` on the instrument's grid, as a request of those prices would be. A
/// quantity of less than a lot comes out as zero.
OrderChange on_grid(const OrderChange& change, const OrderRequest& working,
                    const Instrument& instrument);

/// Returns `change`, in units of then, in those of now.
OrderChange in_units(const OrderChange& change, const SplitScale& scale);

/// Returns `change` of `working` as a split leaves it, where it was under way in between.
OrderChange after_split(const OrderChange& change, const OrderRequest& working,
                        const CorporateAction& split, Price tick);

}  // namespace tw::inline orders
