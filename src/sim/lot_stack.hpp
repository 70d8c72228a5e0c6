#pragma once

#include <algorithm>
#include <vector>

#include "core/money.hpp"
#include "market/corporate_action.hpp"

namespace tw::sim {

/// The entries that make up a holding, where each pays the commission of its own exit.
class LotStack {
 public:
  /// Adds an entry of so many units, without sign.
  void open(Quantity quantity) { lots_.push_back(quantity); }

  /// Takes `quantity` off, newest entry first, and tells `each` what it took of every entry.
  template <class Each>
  void close(Quantity quantity, Each&& each) {
    while (quantity.raw() > 0 && !lots_.empty()) {
      const Quantity part = std::min(quantity, lots_.back());
      each(part);
      quantity -= part;
      lots_.back() -= part;
      if (lots_.back().raw() == 0) lots_.pop_back();
    }
  }

  void split(const CorporateAction& action) {
    for (Quantity& lot : lots_) lot = after_split(lot, action);
  }

 private:
  std::vector<Quantity> lots_;
};

}  // namespace tw::sim
