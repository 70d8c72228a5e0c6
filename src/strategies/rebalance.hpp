#pragma once

#include <array>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "strategies/held_weight.hpp"
#include "strategies/rebalance_period.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Holds its instruments at fixed weights, and trades back to them when a period begins and one has
/// drifted out of its band.
///
/// One that has no price yet, or none any more, keeps its weight in cash. Only members of the
/// universe have a weight; what has left it is sold when a period begins.
class Rebalance {
 public:
  using Listens = strategy::Types<Bar, TimerFired>;

  static constexpr std::string_view kName = "rebalance";
  static constexpr std::string_view kDoc =
      "Holds all symbols at fixed weights, equal or with the first at `first`, and trades back to "
      "them once a period where one has drifted by more than a `band` of it.";
  static constexpr std::string_view kSource = "Swensen 2000; Bernstein 2001, chapter 12";
  static constexpr std::array kParameters{
      strategy::number("first", 0.0, 0.0, 1.0,
                       "weight of the first symbol, the others share the rest; 0 is equal weights"),
      strategy::choice("every", kRebalancePeriods, "how often weights are looked at"),
      strategy::number("band", 0.1, 0.0, 1.0,
                       "drift of a weight, as a fraction, that is worth a trade"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  Rebalance(std::span<const InstrumentId> group, strategy::Values values)
      : group_{group.begin(), group.end()},
        first_{values[0]},
        band_{values[2]},
        period_{strategy::as_int(values[1])} {}

  int warmup_bars() const { return -1; }  // Nothing to wait for: it may act on the first moment.

  void on(const Bar& bar, strategy::Context& /*context*/) { session_ = bar.session; }

  void on(const TimerFired& /*moment*/, strategy::Context& context) {
    if (!context.is_warm() || !period_.begins(session_)) return;
    count_members(context);
    // What sells goes first, so that it pays for what buys.
    for (const bool sells : {true, false}) {
      for (std::size_t i = 0; i < group_.size(); ++i) move(i, sells, context);
    }
  }

 private:
  void count_members(const strategy::Context& context) {
    members_ = 0;
    for (const InstrumentId id : group_) members_ += context.is_member(id) ? 1U : 0U;
    has_first_ = context.is_member(group_.front());
  }
  double weight_of(std::size_t i, const strategy::Context& context) const {
    if (!context.is_member(group_[i])) return 0.0;
    const auto members = static_cast<double>(members_);
    if (first_ == 0.0 || !has_first_ || members_ == 1) return 1.0 / members;
    return i == 0 ? first_ : (1.0 - first_) / (members - 1.0);
  }
  void move(std::size_t i, bool sells, strategy::Context& context) const {
    const double weight = weight_of(i, context);
    const double held = held_weight(context, group_[i]);
    if ((weight < held) != sells || (held != 0.0 && std::abs(weight - held) <= band_ * weight)) {
      return;
    }
    context.saw(group_[i], {{"weight", weight}, {"held_weight", held}});
    context.trade_to_weight(group_[i], weight, sells ? "above_weight" : "below_weight");
  }

  // Constant after construction.
  std::vector<InstrumentId> group_;
  double first_;
  double band_;

  // Move with every session.
  RebalancePeriod period_;
  Date session_;
  std::size_t members_ = 0;  ///< Of the universe, as of the last look.
  bool has_first_ = true;    ///< Whether the first symbol is one.
};

}  // namespace tw::strategies
