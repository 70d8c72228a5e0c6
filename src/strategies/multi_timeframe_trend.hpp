#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/sma.hpp"
#include "strategies/signal_latch.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys upward crosses on the bars it is told while the bars of a longer timeframe rise as well.
///
/// A higher bar counts once it is complete and no earlier, so during a week the trend is that of
/// the week before.
class MultiTimeframeTrend {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "multi_timeframe_trend";
  static constexpr std::string_view kDoc =
      "Buys while the fast average is above the slow one, provided that the last complete bar of "
      "the `higher` timeframe closed above its average; sells when either is no longer so.";
  static constexpr std::string_view kSource = "Elder 1993, Trading for a Living, chapter 43";
  static constexpr std::array<std::string_view, 8> kHigher{"1w", "1mo", "1d",  "4h",
                                                           "1h", "30m", "15m", "5m"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::choice("higher", kHigher, "timeframe of the trend, longer than that of the bars"),
      strategy::integer("trend", 10, 1, 1000, "higher bars of the average that the trend is above"),
      strategy::integer("fast", 5, 1, 5000, "bars of the fast average; below slow"),
      strategy::integer("slow", 20, 2, 5000, "bars of the slow average"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[2] >= values[3]) return "fast must be below slow";
    return std::nullopt;
  }

  MultiTimeframeTrend(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        higher_{*parse_timeframe(kHigher[static_cast<std::size_t>(values[0])])},
        trend_bars_{static_cast<std::size_t>(values[1])},
        fast_{strategy::as_int(values[2])},
        slow_{strategy::as_int(values[3])},
        exits_{instrument, values} {}

  int warmup_bars() const { return std::max(slow_.warmup(), exits_.warmup_bars()); }
  strategy::HigherNeeds higher_needs() const {
    strategy::HigherNeeds needs;
    needs.push({.timeframe = higher_, .bars = trend_bars_});
    return needs;
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const strategy::HigherView higher = context.higher(instrument_, higher_);
    if (higher.fresh != 0 && higher.bars.size() == trend_bars_) {
      trend_is_up_ = higher.bars[0].close.as_double() > average_of(higher.bars);
    }
    const double close = bar.close.as_double();
    const auto fast = fast_.update(close);
    const auto slow = slow_.update(close);
    if (!fast || !slow || !trend_is_up_ || !context.is_warm() || leaves) return;

    if (context.is_long(instrument_)) {
      context.saw({{"fast", *fast}, {"slow", *slow}, {"higher_is_up", *trend_is_up_ ? 1.0 : 0.0}});
      if (!*trend_is_up_) {
        context.exit(instrument_, "higher_trend_over");
      } else if (*fast < *slow) {
        context.exit(instrument_, "cross_down");
      }
    }
    const int signal = *trend_is_up_ && *fast > *slow ? 1 : 0;
    if (!latch_.is_open(signal)) return;
    latch_.take(signal);
    context.saw({{"fast", *fast}, {"slow", *slow}, {"higher_is_up", 1.0}});
    context.enter(instrument_, Side::Buy, "both_rise", exits_.attached(Side::Buy, bar.close));
  }

 private:
  static double average_of(const strategy::HistoryView& bars) {
    double sum = 0.0;
    for (std::size_t ago = bars.size(); ago-- > 0;) sum += bars[ago].close.as_double();
    return sum / static_cast<double>(bars.size());
  }

  // Constant after construction.
  InstrumentId instrument_;
  Timeframe higher_;
  std::size_t trend_bars_;

  // Moves with every higher bar.
  std::optional<bool> trend_is_up_;

  // Move with every bar.
  indicators::Sma fast_;
  indicators::Sma slow_;
  SignalLatch latch_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
