#include "sim/commission.hpp"

#include <algorithm>

namespace tw::sim {

Money commission(const CommissionModel& model, Quantity quantity, Money value) {
  if (quantity.raw() == 0) return {};
  if (model.kind == CommissionModel::Kind::FixedPlusPercent) {
    return model.fixed + portion(value, model.percent, Rounding::HalfEven);
  }
  Money fee = std::max(notional(model.per_share, quantity, Rounding::HalfEven), model.minimum);
  if (model.maximum.raw() != 0) {
    fee = std::min(fee, portion(value, model.maximum, Rounding::HalfEven));
  }
  return fee;
}

CommissionModel ibkr_fixed() {
  return {.kind = CommissionModel::Kind::PerShare,
          .fixed = {},
          .percent = {},
          .per_share = Price::from_raw(500'000),
          .minimum = Money::whole(1),
          .maximum = Ratio::from_raw(1'000'000)};
}

CommissionModel ibkr_tiered() {
  return {.kind = CommissionModel::Kind::PerShare,
          .fixed = {},
          .percent = {},
          .per_share = Price::from_raw(350'000),
          .minimum = Money::from_raw(35'000'000),
          .maximum = Ratio::from_raw(1'000'000)};
}

}  // namespace tw::sim
