#include "market/adjustment.hpp"

#include <algorithm>

#include "core/rounding.hpp"

namespace tw::inline market {
namespace {

constexpr std::int64_t kScale = AdjustmentFactor::kScale;

/// Returns a factor, between the smallest that there is and the largest.
std::int64_t divided(Wide numerator, Wide denominator) {
  const auto quotient = divide_rounded(numerator, denominator, Rounding::HalfEven);
  return std::max<std::int64_t>(quotient.value_or(INT64_MAX), 1);
}

/// Multiplies a raw amount by `numerator / denominator`; returns false when it leaves its range.
bool scale_by(std::int64_t& raw, std::int64_t numerator, std::int64_t denominator) {
  const auto scaled = divide_rounded(Wide{raw} * numerator, Wide{denominator}, Rounding::HalfEven);
  if (scaled) raw = *scaled;
  return scaled.has_value();
}

/// Returns the close before `date`, or zero when there is none.
std::int64_t close_before(const BarSeries& bars, Date date) {
  const auto found = std::ranges::lower_bound(bars.session, date.days);
  const auto first = static_cast<std::size_t>(found - bars.session.begin());
  return first == 0 ? 0 : bars.close[first - 1];
}

}  // namespace

std::vector<AdjustmentFactor> factors_of(std::span<const CorporateAction> actions,
                                         const BarSeries& bars) {
  std::vector<AdjustmentFactor> factors;
  AdjustmentFactor now;
  for (auto action = actions.rbegin(); action != actions.rend(); ++action) {
    now.until = action->ex_date - 1;
    if (action->kind == CorporateAction::Kind::Split) {
      now.split = divided(Wide{now.split} * action->denominator, action->numerator);
    } else if (action->kind == CorporateAction::Kind::CashDividend) {
      const std::int64_t close = close_before(bars, action->ex_date);
      if (close <= action->amount.raw()) continue;  // Before the bars, or no dividend of theirs.
      now.price = divided(Wide{now.price} * (close - action->amount.raw()), close);
    } else {
      continue;
    }
    // Several on one day make one factor.
    if (!factors.empty() && factors.back().until == now.until) factors.pop_back();
    factors.push_back(now);
  }
  std::ranges::reverse(factors);
  return factors;
}

std::optional<BarTable> adjusted(const BarSeries& bars, std::span<const AdjustmentFactor> factors,
                                 Adjustment adjustment) {
  BarTable table{.timeframe = bars.timeframe};
  table.reserve(bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i) table.push(bars.at(i));
  auto factor = factors.begin();
  for (std::size_t i = 0; i < bars.size(); ++i) {
    while (factor != factors.end() && factor->until.days < bars.session[i]) ++factor;
    if (factor == factors.end()) break;
    const std::int64_t scale = adjustment == Adjustment::Split
                                   ? factor->split
                                   : divided(Wide{factor->split} * factor->price, kScale);
    for (auto* column : {&table.open, &table.high, &table.low, &table.close}) {
      if (!scale_by((*column)[i], scale, kScale)) return std::nullopt;
    }
    if (!scale_by(table.volume[i], kScale, factor->split)) return std::nullopt;
  }
  return table;
}

}  // namespace tw::inline market
