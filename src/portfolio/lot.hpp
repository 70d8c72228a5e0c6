#pragma once

#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"
#include "market/split_scale.hpp"

namespace tw::portfolio {

/// What one fill opened and nothing has closed yet.
struct Lot {
  Quantity quantity;  ///< Signed: negative is short.
  Price entry_price;  ///< In the units of now: a split divides it.
  Price paid;         ///< In the units of the entry's own day.
  SplitScale splits;  ///< Those since the entry.
  Money cost;         ///< Signed like the quantity, in the instrument's currency.
  Money commission;   ///< What is left of the entry's commission; never negative.
  Timestamp entry_at;
  bool is_entry_at_close = false;
  ClientOrderId entry_order = kNoOrder;
  Label entry_tag;
};

/// A lot, or a part of one, from entry to exit.
struct RoundTrip {
  InstrumentId instrument{};
  /// Signed: negative was short. In the units of the exit's own day, as `exit_price` is.
  Quantity quantity;
  /// What that was in the units of the entry's own day, as `entry_price` is: a split between them
  /// is all that tells the two apart.
  Quantity entry_quantity;
  Price entry_price;
  Price exit_price;
  Money entry_value;  ///< Signed like the quantity.
  Money exit_value;   ///< Signed like the quantity.
  Money commission;   ///< Both sides.
  Money pnl;          ///< exit value − entry value − commission.
  Timestamp entry_at;
  Timestamp exit_at;
  bool is_entry_at_close = false;
  bool is_exit_at_close = false;
  ClientOrderId entry_order = kNoOrder;
  ClientOrderId exit_order = kNoOrder;
  Label entry_tag;
  Label exit_tag;
};

}  // namespace tw::portfolio
