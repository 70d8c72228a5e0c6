#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys at its first chance and never sells: what every other strategy is held against.
///
/// Its chance begins anew when the instrument comes back into the universe.
class BuyAndHold {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "buy_and_hold";
  static constexpr std::string_view kDoc =
      "Buys at the first chance and holds to the end: the yardstick of all others.";
  static constexpr std::string_view kSource = "Malkiel 1973, A Random Walk Down Wall Street";
  static constexpr std::array<strategy::Parameter, 0> kParameters{};

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  BuyAndHold(InstrumentId instrument, strategy::Values /*values*/) : instrument_{instrument} {}

  int warmup_bars() const { return -1; }  // Nothing to wait for: it may act on the first bar.

  void on(const Bar& /*bar*/, strategy::Context& context) {
    // What comes back into the universe is bought again.
    has_bought_ = has_bought_ && context.is_member(instrument_);
    if (has_bought_ || !context.is_warm()) return;
    context.saw({{"price", context.price(instrument_).as_double()}});
    context.enter(instrument_, Side::Buy, "hold");
    has_bought_ = !context.is_flat(instrument_);  // What was denied or dropped is asked for again.
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;

  // Moves with the purchase.
  bool has_bought_ = false;
};

}  // namespace tw::strategies
