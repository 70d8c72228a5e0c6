#include "research/signals.hpp"

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <string_view>
#include <vector>

#include "core/money.hpp"
#include "indicators/batch.hpp"

namespace tw::research {
namespace {

using Column = std::vector<double>;

Column doubles_of(std::span<const std::int64_t> raws) {
  Column column;
  column.reserve(raws.size());
  for (const std::int64_t raw : raws) column.push_back(Price::from_raw(raw).as_double());
  return column;
}

Column closes_of(const BarSeries& bars) { return doubles_of(bars.close); }

/// Returns every value that the plan gives the parameter in `place`.
std::vector<double> values_of(const Plan& plan, std::size_t place) {
  for (const Axis& axis : plan.axes) {
    if (axis.parameter == place) return axis.values;
  }
  return {plan.base[place]};
}

bool is_always(const Plan& plan, std::size_t place, double value) {
  return values_of(plan, place) == std::vector{value};
}

/// One column for each period that the plan has anywhere.
class ByPeriod {
 public:
  template <class Fill>
  void add(std::span<const double> periods, std::size_t bars, Fill fill) {
    for (const double period : periods) {
      const auto [at, is_new] = columns_.try_emplace(static_cast<int>(period));
      if (!is_new) continue;
      at->second.resize(bars);
      fill(at->first, std::span{at->second});
    }
  }
  std::span<const double> at(double period) const { return columns_.at(static_cast<int>(period)); }

 private:
  std::map<int, Column> columns_;
};

/// Writes `now & (before << 1)`: where something is, after its opposite was the bar before.
void turned(const Bits& before, const Bits& now, Bits& out) {
  std::uint64_t carry = 0;
  for (std::size_t word = 0; word < out.size(); ++word) {
    out[word] = now[word] & ((before[word] << 1) | carry);
    carry = before[word] >> (kBitsPerWord - 1);
  }
}

/// `sma_cross`, long only, without attached exits.
class SmaCrossColumns : public SignalColumns {
 public:
  SmaCrossColumns(const Plan& plan, const BarSeries& bars) : size_{bars.size()} {
    const Column closes = closes_of(bars);
    const auto fill = [&](int period, std::span<double> out) {
      indicators::sma(closes, period, out);
    };
    averages_.add(values_of(plan, 0), size_, fill);
    averages_.add(values_of(plan, 1), size_, fill);
  }

  void signals(std::span<const double> values, Signals& out) const override {
    // Equal averages are neither above nor below, and so are those that are not there yet (NaN).
    compare(averages_.at(values[0]), averages_.at(values[1]), out.above, out.below);
    turned(out.below, out.above, out.enters);
    turned(out.above, out.below, out.leaves);
    // Warm one bar after the slow average is there: a cross needs the bar before it.
    const auto warm = static_cast<std::size_t>(values[1]);
    clear_before(warm, out.enters);
    clear_before(warm, out.leaves);
  }

 private:
  std::size_t size_;
  ByPeriod averages_;
};

/// `rsi_reversion`.
class RsiColumns : public SignalColumns {
 public:
  RsiColumns(const Plan& plan, const BarSeries& bars) : size_{bars.size()} {
    const Column closes = closes_of(bars);
    indices_.add(values_of(plan, 0), size_,
                 [&](int period, std::span<double> out) { indicators::rsi(closes, period, out); });
  }

  void signals(std::span<const double> values, Signals& out) const override {
    const double* rsi = indices_.at(values[0]).data();
    const double lower = values[1];
    const double upper = values[2];
    set_bits(size_, out.enters, [&](std::size_t t) { return rsi[t] < lower; });
    set_bits(size_, out.leaves, [&](std::size_t t) { return rsi[t] > upper; });
    const std::size_t warm = static_cast<std::size_t>(values[0]) + 1;
    clear_before(warm, out.enters);
    clear_before(warm, out.leaves);
  }

 private:
  std::size_t size_;
  ByPeriod indices_;
};

/// `bollinger_reversion`: the bands of a trial are its own, the closes are shared.
class BollingerColumns : public SignalColumns {
 public:
  explicit BollingerColumns(const BarSeries& bars) : closes_{closes_of(bars)} {}

  void signals(std::span<const double> values, Signals& out) const override {
    auto& [upper, middle, lower] = out.bands;
    const std::size_t size = closes_.size();
    for (Column& column : out.bands) column.resize(size);
    indicators::bollinger(closes_, static_cast<int>(values[0]), values[1],
                          {.upper = upper, .middle = middle, .lower = lower});
    const double* close = closes_.data();
    set_bits(size, out.enters,
             [&, low = lower.data()](std::size_t t) { return close[t] < low[t]; });
    set_bits(size, out.leaves,
             [&, mean = middle.data()](std::size_t t) { return close[t] >= mean[t]; });
    const auto warm = static_cast<std::size_t>(values[0]);
    clear_before(warm, out.enters);
    clear_before(warm, out.leaves);
  }

 private:
  Column closes_;
};

/// Writes for each bar the extreme of the `period` values before it, which `is_beyond` tells from
/// the others; NaN where there are not so many.
template <class IsBeyond>
void extreme_before(std::span<const double> values, int period, std::span<double> out,
                    IsBeyond is_beyond) {
  const auto length = static_cast<std::size_t>(period);
  std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
  // Indices of candidates, each beyond all that came after it; the first is the extreme.
  std::vector<std::size_t> candidates(values.size());
  std::size_t first = 0;
  std::size_t last = 0;
  for (std::size_t t = 0; t + 1 < values.size(); ++t) {
    while (last > first && !is_beyond(values[candidates[last - 1]], values[t])) last -= 1;
    candidates[last++] = t;
    if (candidates[first] + length <= t) first += 1;
    if (t + 1 >= length) out[t + 1] = values[candidates[first]];
  }
}

/// `donchian_breakout`, without exits of its own.
class DonchianColumns : public SignalColumns {
 public:
  DonchianColumns(const Plan& plan, const BarSeries& bars) : closes_{closes_of(bars)} {
    const Column high = doubles_of(bars.high);
    const Column low = doubles_of(bars.low);
    highs_.add(values_of(plan, 0), bars.size(), [&](int period, std::span<double> out) {
      extreme_before(high, period, out, std::greater<>{});
    });
    lows_.add(values_of(plan, 1), bars.size(), [&](int period, std::span<double> out) {
      extreme_before(low, period, out, std::less<>{});
    });
  }

  void signals(std::span<const double> values, Signals& out) const override {
    const double* close = closes_.data();
    const double* high = highs_.at(values[0]).data();
    const double* low = lows_.at(values[1]).data();
    set_bits(closes_.size(), out.enters, [&](std::size_t t) { return close[t] > high[t]; });
    set_bits(closes_.size(), out.leaves, [&](std::size_t t) { return close[t] < low[t]; });
    const std::size_t warm = static_cast<std::size_t>(std::max(values[0], values[1])) + 1;
    clear_before(warm, out.enters);
    clear_before(warm, out.leaves);
  }

 private:
  Column closes_;
  ByPeriod highs_;
  ByPeriod lows_;
};

/// Whether the common exits, which stand behind `own` parameters, are all off, always.
bool has_no_exits(const Plan& plan, std::size_t own) {
  // The last one is only the length of what the others use.
  for (std::size_t i = own; i + 1 < plan.base.size(); ++i) {
    if (!is_always(plan, i, 0.0)) return false;
  }
  return is_always(plan, plan.base.size() - 1, plan.base.back());
}

std::size_t different(const Plan& plan, std::initializer_list<std::size_t> places) {
  std::vector<double> all;
  for (const std::size_t place : places) {
    const std::vector<double> values = values_of(plan, place);
    all.insert(all.end(), values.begin(), values.end());
  }
  std::ranges::sort(all);
  return static_cast<std::size_t>(std::ranges::unique(all).begin() - all.begin());
}

}  // namespace

std::shared_ptr<const SignalColumns> signal_columns(const Plan& plan, const BarSeries& bars,
                                                    std::size_t memory_max) {
  const std::string_view name = plan.entry->name;
  const auto fits = [&](std::size_t columns) {
    return columns * bars.size() * sizeof(double) <= memory_max;
  };
  if (name == "sma_cross" && is_always(plan, 2, 0.0) && is_always(plan, 3, 0.0) &&
      is_always(plan, 4, 0.0) && fits(different(plan, {0, 1}))) {
    return std::make_shared<SmaCrossColumns>(plan, bars);
  }
  if (name == "rsi_reversion" && fits(different(plan, {0}))) {
    return std::make_shared<RsiColumns>(plan, bars);
  }
  if (name == "donchian_breakout" && has_no_exits(plan, 2) &&
      fits(different(plan, {0}) + different(plan, {1}) + 1)) {
    return std::make_shared<DonchianColumns>(plan, bars);
  }
  if (name == "bollinger_reversion" && fits(4)) return std::make_shared<BollingerColumns>(bars);
  return nullptr;
}

}  // namespace tw::research
