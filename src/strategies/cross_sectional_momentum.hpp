#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "indicators/ring.hpp"
#include "indicators/roc.hpp"
#include "strategies/held_weight.hpp"
#include "strategies/rebalance_period.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Holds the `top` of its instruments by past return, at equal weights, chosen anew each period.
///
/// An instrument counts once it has the whole lookback, and only with a bar in the session of the
/// choice and as a member of the universe: what has stopped trading is not chosen. Equal returns
/// rank in the order of the symbols.
class CrossSectionalMomentum {
 public:
  using Listens = strategy::Types<Bar, TimerFired>;

  static constexpr std::string_view kName = "cross_sectional_momentum";
  static constexpr std::string_view kDoc =
      "Ranks all symbols by their return over `lookback` bars, without the last `skip`, and holds "
      "the `top` at equal weights, chosen anew each period.";
  static constexpr std::string_view kSource = "Jegadeesh and Titman 1993; Antonacci 2014";
  static constexpr std::array<std::string_view, 2> kFloors{"rising", "any"};
  static constexpr std::array kParameters{
      strategy::integer("lookback", 252, 2, 5000, "bars back from which the return is counted"),
      strategy::integer("skip", 21, 0, 1000, "last bars that it leaves out; below lookback"),
      strategy::integer("top", 3, 1, 1000, "how many symbols are held"),
      strategy::choice("every", kRebalancePeriods, "how often the choice is made"),
      strategy::choice("floor", kFloors, "rising: only those with a gain; any: the best there are"),
      strategy::number("band", 0.1, 0.0, 1.0,
                       "drift of a kept weight, as a fraction, that is worth a trade"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[1] >= values[0]) return "skip must be below lookback";
    return std::nullopt;
  }

  CrossSectionalMomentum(std::span<const InstrumentId> group, strategy::Values values)
      : lookback_{strategy::as_int(values[0])},
        top_{static_cast<std::size_t>(values[2])},
        needs_gain_{values[4] == 0.0},
        band_{values[5]},
        period_{strategy::as_int(values[3])} {
    const int skip = strategy::as_int(values[1]);
    members_.reserve(group.size());
    for (const InstrumentId id : group) members_.emplace_back(id, skip, lookback_ - skip);
    ranking_.reserve(group.size());
  }

  int warmup_bars() const { return lookback_; }

  void on(const Bar& bar, strategy::Context& /*context*/) {
    session_ = bar.session;
    for (Member& member : members_) {
      if (member.id == bar.instrument) member.update(bar);
    }
  }

  void on(const TimerFired& /*moment*/, strategy::Context& context) {
    if (!context.is_warm() || !period_.begins(session_)) return;
    const std::size_t members = rank(context);
    const double weight =
        1.0 / static_cast<double>(std::max<std::size_t>(1, std::min(top_, members)));
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const bool is_chosen = std::find(ranking_.begin(), ranking_.end(), i) != ranking_.end();
      if (!is_chosen && context.position(members_[i].id).raw() != 0) {
        context.exit(members_[i].id, "rank_lost");
      }
    }
    // What sells goes first, so that it pays for what buys.
    for (const bool sells : {true, false}) {
      for (const std::size_t i : ranking_) move(members_[i].id, weight, sells, context);
    }
  }

 private:
  struct Member {
    Member(InstrumentId of, int skip, int bars)
        : id{of}, skipped{skip + 1}, wait{skip}, gain_of{bars} {}

    void update(const Bar& bar) {
      last_session = bar.session;
      const double past = skipped.push(bar.close.as_double());
      if (wait > 0) {
        wait -= 1;
        return;
      }
      gain = gain_of.update(past);
    }

    InstrumentId id;
    indicators::Ring skipped;
    int wait;
    indicators::Roc gain_of;
    std::optional<double> gain;
    Date last_session;
  };

  /// Returns how many there are to choose from, those without a rank yet included.
  std::size_t rank(const strategy::Context& context) {
    std::size_t members = 0;
    ranking_.clear();
    for (std::size_t i = 0; i < members_.size(); ++i) {
      const Member& member = members_[i];
      if (!context.is_member(member.id)) continue;
      members += 1;
      const bool counts = member.gain && member.last_session == session_;
      if (counts && (!needs_gain_ || *member.gain > 0.0)) ranking_.push_back(i);
    }
    // The order of the symbols decides ties; std::stable_sort would allocate.
    std::sort(ranking_.begin(), ranking_.end(), [&](std::size_t a, std::size_t b) {
      const double gain_a = *members_[a].gain;
      const double gain_b = *members_[b].gain;
      return gain_a != gain_b ? gain_a > gain_b : a < b;
    });
    if (ranking_.size() > top_) ranking_.resize(top_);
    return members;
  }
  void move(InstrumentId id, double weight, bool sells, strategy::Context& context) const {
    const double held = held_weight(context, id);
    if ((weight < held) != sells || (held != 0.0 && std::abs(weight - held) <= band_ * weight)) {
      return;
    }
    context.trade_to_weight(id, weight, held == 0.0 ? "top_rank" : "back_to_weight");
  }

  // Constant after construction.
  int lookback_;
  std::size_t top_;
  bool needs_gain_;
  double band_;

  // Move with every bar.
  std::vector<Member> members_;
  Date session_;

  // Move with every period.
  RebalancePeriod period_;
  std::vector<std::size_t> ranking_;  ///< The chosen, best first.
};

}  // namespace tw::strategies
