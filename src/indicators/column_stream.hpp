#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "indicators/batch.hpp"
#include "indicators/candle.hpp"
#include "indicators/catalogue.hpp"

namespace tw::indicators {

using Column = std::vector<double>;

inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

inline constexpr ColumnParameter kPeriod[] = {{.name = "n"}};
inline constexpr ColumnParameter kPeriodFrom2[] = {{.name = "n", .min = 2}};

inline int whole(double value) { return static_cast<int>(value); }

/// Returns what `update(i)` says for each bar, through `pick`; NaN where it says nothing.
template <class Update, class Pick>
Column stream(std::size_t bars, Update update, Pick pick) {
  Column column(bars);
  for (std::size_t i = 0; i < bars; ++i) {
    const auto value = update(i);
    column[i] = value ? static_cast<double>(pick(*value)) : kUndefined;
  }
  return column;
}

inline constexpr auto kItself = [](double value) { return value; };

/// Feeds `indicator` with the close of each bar.
template <class Indicator, class Pick = decltype(kItself)>
Column of_closes(Indicator indicator, const ColumnInput& input, Pick pick = {}) {
  const auto update = [&](std::size_t i) {
    return indicator.update(Price::from_raw(input.bars.close[i]).as_double());
  };
  return stream(input.bars.size(), update, pick);
}

/// Feeds `indicator` with each bar.
template <class Indicator, class Pick = decltype(kItself)>
Column of_candles(Indicator indicator, const ColumnInput& input, Pick pick = {}) {
  const auto update = [&](std::size_t i) { return indicator.update(Candle::of(input.bars.at(i))); };
  return stream(input.bars.size(), update, pick);
}

/// Returns the closes as plain numbers.
inline Column closes_of(const BarSeries& bars) {
  Column closes(bars.size());
  for (std::size_t i = 0; i < closes.size(); ++i) {
    closes[i] = Price::from_raw(bars.close[i]).as_double();
  }
  return closes;
}

/// The column of an indicator of the close that takes one period and has a batch form.
template <void (*kBatch)(Samples, int, Output)>
Column batch_column(const ColumnValues& values, const ColumnInput& input) {
  Column column(input.bars.size());
  kBatch(closes_of(input.bars), whole(values[0]), column);
  return column;
}

/// The column of an indicator of the close that takes one period.
template <class Indicator>
Column closes_column(const ColumnValues& values, const ColumnInput& input) {
  return of_closes(Indicator{whole(values[0])}, input);
}

/// The same, of one member of what the indicator answers.
template <class Indicator, auto kMember>
Column closes_column(const ColumnValues& values, const ColumnInput& input) {
  return of_closes(Indicator{whole(values[0])}, input,
                   [](const auto& value) { return value.*kMember; });
}

/// The column of an indicator of whole bars that takes one period.
template <class Indicator>
Column candles_column(const ColumnValues& values, const ColumnInput& input) {
  return of_candles(Indicator{whole(values[0])}, input);
}

template <class Indicator, auto kMember>
Column candles_column(const ColumnValues& values, const ColumnInput& input) {
  return of_candles(Indicator{whole(values[0])}, input,
                    [](const auto& value) { return value.*kMember; });
}

/// Says whether bar `i` begins a session, or is the first there is.
inline bool begins_session(const BarSeries& bars, std::size_t i) {
  return i == 0 || bars.session[i] != bars.session[i - 1];
}

}  // namespace tw::indicators
