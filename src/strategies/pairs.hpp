#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "strategies/rolling_hedge.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Trades the distance between two prices that move together: short what is dear, long what is
/// cheap, until they are near again.
///
/// Each two symbols, in the order given, are a pair; a last one without a partner is left alone.
class Pairs {
 public:
  using Listens = strategy::Types<Bar, TimerFired>;

  static constexpr std::string_view kName = "pairs";
  static constexpr std::size_t kSymbolsMin = 2;
  static constexpr std::string_view kDoc =
      "Of each two symbols, sells the one that is more than `entry` deviations dear against its "
      "rolling hedge, buys the other, and closes both when they are within `exit`.";
  static constexpr std::string_view kSource =
      "Engle and Granger 1987; Gatev, Goetzmann and Rouwenhorst 2006";
  static constexpr std::array kParameters{
      strategy::integer("period", 60, 10, 1000,
                        "bars of the rolling hedge ratio and the deviation"),
      strategy::number("entry", 2.0, 0.1, 10.0, "deviations apart at which it enters; above exit"),
      strategy::number("exit", 0.5, 0.0, 10.0, "deviations apart at which it leaves"),
      strategy::number("give_up", 4.0, 0.0, 100.0,
                       "deviations apart at which it gives up; 0 is none"),
      strategy::number("cointegration", 0.0, 0.0, 10.0,
                       "enters only with a Dickey-Fuller t below minus this; 0 does not ask"),
      strategy::number("gross", 1.0, 0.05, 4.0, "both legs together, as a part of the size"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[2] >= values[1]) return "exit must be below entry";
    if (values[3] != 0.0 && values[3] <= values[1]) return "give_up must be above entry, or 0";
    return std::nullopt;
  }

  Pairs(std::span<const InstrumentId> group, strategy::Values values)
      : period_{strategy::as_int(values[0])},
        entry_{values[1]},
        exit_{values[2]},
        give_up_{values[3]},
        cointegration_{values[4]},
        share_{values[5] / static_cast<double>(count_of(group))} {
    for (std::size_t i = 0; i + 1 < group.size(); i += 2) {
      pairs_.push_back(
          {.first = {group[i]}, .second = {group[i + 1]}, .hedge = RollingHedge{period_}});
    }
  }

  int warmup_bars() const { return period_ - 1; }

  void on(const Bar& bar, strategy::Context& /*context*/) {
    for (Pair& pair : pairs_) {
      for (Leg* leg : {&pair.first, &pair.second}) {
        if (leg->id != bar.instrument) continue;
        leg->close = bar.close.as_double();
        leg->is_new = true;
      }
    }
  }

  void on(const TimerFired& /*moment*/, strategy::Context& context) {
    for (Pair& pair : pairs_) {
      if (!pair.first.is_new || !pair.second.is_new) continue;  // One of them did not trade.
      pair.first.is_new = pair.second.is_new = false;
      const auto fit = pair.hedge.update(pair.first.close, pair.second.close);
      if (fit && context.is_warm()) decide(pair, *fit, context);
    }
  }

 private:
  static std::size_t count_of(std::span<const InstrumentId> group) {
    const std::size_t pairs = group.size() / 2;
    return pairs == 0 ? 1 : pairs;
  }

  struct Leg {
    InstrumentId id{};
    double close = 0.0;
    bool is_new = false;
  };
  struct Pair {
    Leg first;
    Leg second;
    RollingHedge hedge;
    bool has_given_up = false;  ///< Until the distance is back within the exit.
  };

  void decide(Pair& pair, const RollingHedge::Fit& fit, strategy::Context& context) const {
    const double away = std::abs(fit.score);
    if (away <= exit_) pair.has_given_up = false;
    const bool holds =
        context.position(pair.first.id).raw() != 0 || context.position(pair.second.id).raw() != 0;
    if (holds) {
      const bool is_dear = context.is_short(pair.first.id) || context.is_long(pair.second.id);
      const bool is_over = is_dear ? fit.score <= exit_ : fit.score >= -exit_;
      const bool is_lost = give_up_ != 0.0 && away >= give_up_;
      // A leg that was denied or stands no more: what is left is a bet on one price.
      const bool is_half = context.is_flat(pair.first.id) || context.is_flat(pair.second.id);
      pair.has_given_up = pair.has_given_up || is_lost || is_half;
      if (is_over || is_lost || is_half) {
        context.saw({{"score", fit.score}, {"ratio", fit.ratio}});
        close(pair, is_lost ? "drifted_apart" : (is_half ? "half_a_pair" : "together_again"),
              context);
      }
      return;
    }
    const bool is_tied = cointegration_ == 0.0 || fit.dickey_fuller < -cointegration_;
    const bool may_enter = context.is_member(pair.first.id) && context.is_member(pair.second.id);
    const bool is_sane = give_up_ == 0.0 || away < give_up_;
    if (away <= entry_ || fit.ratio <= 0.0 || !is_tied || !is_sane || pair.has_given_up ||
        !may_enter) {
      return;
    }
    // What the hedge is worth beside one unit of the first: the legs share the size by it.
    const double hedge = fit.ratio * pair.second.close / pair.first.close;
    const double side = fit.score > 0.0 ? -1.0 : 1.0;
    context.saw({{"score", fit.score},
                 {"ratio", fit.ratio},
                 {"hedge", hedge},
                 {"dickey_fuller", fit.dickey_fuller}});
    context.trade_to_weight(pair.first.id, side * share_ / (1.0 + hedge),
                            side > 0.0 ? "first_is_cheap" : "first_is_dear");
    context.trade_to_weight(pair.second.id, -side * share_ * hedge / (1.0 + hedge),
                            side > 0.0 ? "second_is_dear" : "second_is_cheap");
  }

  static void close(const Pair& pair, const char* tag, strategy::Context& context) {
    context.exit(pair.first.id, tag);
    context.exit(pair.second.id, tag);
  }

  // Constant after construction.
  int period_;
  double entry_;
  double exit_;
  double give_up_;
  double cointegration_;
  double share_;  ///< Both legs of one pair together.

  // Move with every moment.
  std::vector<Pair> pairs_;
};

}  // namespace tw::strategies
