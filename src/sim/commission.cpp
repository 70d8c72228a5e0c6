#include "sim/commission.hpp"

#include <algorithm>

namespace tw::sim {
namespace {

/// Of the shares of a month, those up to `up_to` cost `per_share` each.
struct Tier {
  Quantity up_to;
  Price per_share;
};

constexpr Tier kIbkrTiers[] = {
    {Quantity::whole(300'000), Price::from_raw(350'000)},
    {Quantity::whole(3'000'000), Price::from_raw(200'000)},
    {Quantity::whole(20'000'000), Price::from_raw(150'000)},
    {Quantity::whole(100'000'000), Price::from_raw(100'000)},
    {Quantity::max(), Price::from_raw(50'000)},
};

/// Returns what the shares after the first `before` of a month cost, each at its own tier.
Money tiered(Quantity before, Quantity quantity) {
  Money sum;
  for (const Tier& tier : kIbkrTiers) {
    if (before >= tier.up_to) continue;
    const Quantity here = std::min(quantity, tier.up_to - before);
    sum += notional(tier.per_share, here, Rounding::HalfEven);
    quantity -= here;
    before += here;
    if (quantity.raw() == 0) break;
  }
  return sum;
}

}  // namespace

Money commission(const CommissionModel& model, Quantity quantity, Money value,
                 Quantity month_before) {
  if (quantity.raw() == 0) return {};
  if (model.kind == CommissionModel::Kind::FixedPlusPercent) {
    return model.fixed + portion(value, model.percent, Rounding::HalfEven);
  }
  const Money shares = model.has_ibkr_tiers
                           ? tiered(month_before, quantity)
                           : notional(model.per_share, quantity, Rounding::HalfEven);
  Money fee = std::max(shares, model.minimum);
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
          .per_share = kIbkrTiers[0].per_share,
          .minimum = Money::from_raw(35'000'000),
          .maximum = Ratio::from_raw(1'000'000),
          .has_ibkr_tiers = true};
}

}  // namespace tw::sim
