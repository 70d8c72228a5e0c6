#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
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

/// Holds the `top` of its instruments by past return and sells the `short` worst of them short, all
/// at equal weights, chosen anew each period.
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
      "the `top`, and the `short` worst short, at equal weights, chosen anew each period.";
  static constexpr std::string_view kSource = "Jegadeesh and Titman 1993; Antonacci 2014";
  static constexpr std::array<std::string_view, 2> kFloors{"rising", "any"};
  static constexpr std::array kParameters{
      strategy::integer("lookback", 252, 2, 5000, "bars back from which the return is counted"),
      strategy::integer("skip", 21, 0, 1000, "last bars that it leaves out; below lookback"),
      strategy::integer("top", 3, 1, 1000, "how many symbols are held"),
      strategy::choice("every", kRebalancePeriods, "how often the choice is made"),
      strategy::choice(
          "floor", kFloors,
          "rising: only those with a gain, and short with a loss; any: whatever ranks"),
      strategy::number("band", 0.1, 0.0, 1.0,
                       "drift of a kept weight, as a fraction, that is worth a trade"),
      strategy::integer("short", 0, 0, 1000, "how many of the worst are sold short"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[1] >= values[0]) return "skip must be below lookback";
    return std::nullopt;
  }

  CrossSectionalMomentum(std::span<const InstrumentId> group, strategy::Values values)
      : lookback_{strategy::as_int(values[0])},
        top_{static_cast<std::size_t>(values[2])},
        short_{static_cast<std::size_t>(values[6])},
        follows_sign_{values[4] == 0.0},
        band_{values[5]},
        period_{strategy::as_int(values[3])} {
    const int skip = strategy::as_int(values[1]);
    members_.reserve(group.size());
    for (const InstrumentId id : group) {
      if (member_of_.size() <= index_of(id)) member_of_.resize(index_of(id) + 1);
      member_of_[index_of(id)] = static_cast<std::uint32_t>(members_.size());
      members_.emplace_back(id, skip, lookback_ - skip);
    }
    ranking_.reserve(group.size());
    chosen_.reserve(group.size());
  }

  int warmup_bars() const { return lookback_; }

  /// Requires a bar of one of the group, as the engine tells no other.
  void on(const Bar& bar, strategy::Context& /*context*/) {
    session_ = bar.session;
    members_[member_of_[index_of(bar.instrument)]].update(bar);
  }

  void on(const TimerFired& /*moment*/, strategy::Context& context) {
    if (!context.is_warm() || !period_.begins(session_)) return;
    choose(context);
    for (const Member& member : members_) {
      if (member.weight == 0.0 && context.position(member.id).raw() != 0) {
        context.saw(member.id, {{"gain", member.gain.value_or(0.0)}});
        context.exit(member.id, "rank_lost");
      }
    }
    // What sells goes first, so that it pays for what buys.
    for (const bool sells : {true, false}) {
      for (const std::uint32_t i : chosen_) move(members_[i], sells, context);
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
    double weight = 0.0;  ///< That it should have; negative is short.
  };
  struct Ranked {
    double gain = 0.0;
    std::uint32_t member = 0;
  };

  /// Puts the `count` best of `ranked` by `is_before` at its front, in order.
  template <class IsBefore>
  static void put_first(std::span<Ranked> ranked, std::size_t count, IsBefore is_before) {
    const auto end = ranked.begin() + static_cast<std::ptrdiff_t>(count);
    // What is not chosen need not be in order.
    if (end != ranked.end()) std::nth_element(ranked.begin(), end, ranked.end(), is_before);
    std::sort(ranked.begin(), end, is_before);
  }

  /// Ranks what counts, and gives every member the weight that it should have. A share is that of
  /// all there are to choose from, those without a rank yet included.
  void choose(const strategy::Context& context) {
    std::size_t members = 0;
    ranking_.clear();
    chosen_.clear();
    for (std::uint32_t i = 0; i < members_.size(); ++i) {
      Member& member = members_[i];
      member.weight = 0.0;
      if (!context.is_member(member.id)) continue;
      members += 1;
      const bool counts = member.gain && member.last_session == session_;
      if (counts) ranking_.push_back({*member.gain, i});
    }
    // The order of the symbols decides ties; std::stable_sort would allocate.
    const auto is_better = [](const Ranked& a, const Ranked& b) {
      return a.gain != b.gain ? a.gain > b.gain : a.member < b.member;
    };
    const auto is_worse = [&](const Ranked& a, const Ranked& b) { return is_better(b, a); };
    const std::span ranked{ranking_};
    const std::size_t longs = std::min(top_, ranked.size());
    const std::size_t shorts = std::min(short_, ranked.size() - longs);
    put_first(ranked, longs, is_better);
    put_first(ranked.subspan(longs), shorts, is_worse);
    const std::size_t shares = std::max<std::size_t>(1, std::min(top_ + short_, members));
    const double weight = 1.0 / static_cast<double>(shares);
    for (const Ranked& one : ranked.first(longs)) {
      if (!follows_sign_ || one.gain > 0.0) give(one.member, weight);
    }
    for (const Ranked& one : ranked.subspan(longs, shorts)) {
      if (!follows_sign_ || one.gain < 0.0) give(one.member, -weight);
    }
  }
  void give(std::uint32_t member, double weight) {
    members_[member].weight = weight;
    chosen_.push_back(member);
  }
  void move(const Member& member, bool sells, strategy::Context& context) const {
    const double weight = member.weight;
    const double held = held_weight(context, member.id);
    const bool is_kept = held != 0.0 && std::abs(weight - held) <= band_ * std::abs(weight);
    if ((weight < held) != sells || is_kept) return;
    const bool is_on_side = held != 0.0 && (held > 0.0) == (weight > 0.0);
    const char* const entry = weight > 0.0 ? "top_rank" : "bottom_rank";
    context.saw(member.id,
                {{"gain", member.gain.value_or(0.0)}, {"weight", weight}, {"held_weight", held}});
    context.trade_to_weight(member.id, weight, is_on_side ? "back_to_weight" : entry);
  }

  // Constant after construction.
  int lookback_;
  std::size_t top_;
  std::size_t short_;
  bool follows_sign_;
  double band_;
  std::vector<std::uint32_t> member_of_;  ///< Where in `members_` an instrument is.

  // Move with every bar.
  std::vector<Member> members_;
  Date session_;

  // Move with every period.
  RebalancePeriod period_;
  std::vector<Ranked> ranking_;
  std::vector<std::uint32_t> chosen_;  ///< Longs best first, then shorts worst first.
};

}  // namespace tw::strategies
