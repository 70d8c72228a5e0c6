#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/splitmix.hpp"
#include "portfolio/portfolio.hpp"

namespace tw::support {

/// One thing that happens to an account, with everything that any kind of it needs.
struct Step {
  enum class Kind : std::uint8_t { Trade, Mark, Split, Dividend, Cash, Convert, Rate };

  Kind kind = Kind::Trade;
  InstrumentId instrument{};
  Side side = Side::Buy;
  Quantity quantity;
  Price price;
  Money fee;
  std::int32_t numerator = 1;
  std::int32_t denominator = 1;
};
using Flow = std::vector<Step>;

inline constexpr Currency kEur{"EUR"};

/// Shares, a coin that trades in fractions, a future with a multiplier, and a share in euros.
inline const std::vector<Instrument>& flow_instruments() {
  static const std::vector<Instrument> all{
      {.id = InstrumentId{0}, .symbol = "SHARE"},
      {.id = InstrumentId{1}, .symbol = "COIN", .lot = {}},
      {.id = InstrumentId{2}, .symbol = "ES", .multiplier = 50},
      {.id = InstrumentId{3}, .symbol = "SAP", .currency = kEur}};
  return all;
}

/// What a flow may contain.
struct FlowRules {
  bool trades_only = false;   ///< Trades and marks, nothing else.
  bool whole_prices = false;  ///< Whole quantities and cents, so that no product is rounded.
};

/// A seeded stream of choices.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : draws_{SplitMix::mix(seed)} {}
  /// Returns a number in [low, high].
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low +
           static_cast<std::int64_t>(draws_.next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(int percent) { return between(1, 100) <= percent; }

 private:
  SplitMix draws_;
};

inline Step random_step(Dice& dice, const FlowRules& rules) {
  using Kind = Step::Kind;
  Step step;
  const std::int64_t roll = dice.between(1, 100);
  step.kind = roll <= 60 ? Kind::Trade : Kind::Mark;
  if (!rules.trades_only && roll > 85) {
    constexpr std::array kOthers{Kind::Split, Kind::Dividend, Kind::Cash, Kind::Convert,
                                 Kind::Rate};
    step.kind = kOthers[static_cast<std::size_t>(dice.between(0, 4))];
  }
  step.instrument = InstrumentId{static_cast<std::uint32_t>(dice.between(0, 3))};
  step.side = dice.chance(50) ? Side::Buy : Side::Sell;
  const bool is_fraction = !rules.whole_prices && step.instrument == InstrumentId{1};
  step.quantity = is_fraction ? Quantity::from_raw(dice.between(1, 300'000'000))
                              : Quantity::whole(dice.between(1, 30));
  step.price = rules.whole_prices ? Price::from_raw(dice.between(1, 20'000) * 1'000'000)
                                  : Price::from_raw(dice.between(1, 20'000'000'000));
  step.fee = dice.chance(70) ? Money::from_raw(dice.between(0, 300'000'000)) : Money{};
  step.numerator = static_cast<std::int32_t>(dice.between(1, 7));
  step.denominator = static_cast<std::int32_t>(dice.between(1, 7));
  return step;
}

inline Flow random_flow(std::uint64_t seed, const FlowRules& rules = {}) {
  Dice dice{seed};
  Flow flow(static_cast<std::size_t>(dice.between(1, 120)));
  for (Step& step : flow) step = random_step(dice, rules);
  return flow;
}

inline portfolio::Fill fill_of(const Step& step) {
  return {.instrument = step.instrument,
          .side = step.side,
          .quantity = step.quantity,
          .price = step.price,
          .commission = step.fee};
}

/// Lets `step` happen to `account`.
inline void play(const Step& step, portfolio::Portfolio& account) {
  switch (step.kind) {
    case Step::Kind::Trade:
      return account.apply(fill_of(step));
    case Step::Kind::Mark:
      return account.mark(step.instrument, step.price);
    case Step::Kind::Split:
      return account.apply(CorporateAction{.instrument = step.instrument,
                                           .numerator = step.numerator,
                                           .denominator = step.denominator});
    case Step::Kind::Dividend:
      return account.apply(CorporateAction{.instrument = step.instrument,
                                           .kind = CorporateAction::Kind::CashDividend,
                                           .amount = step.price,
                                           .currency = kEur});
    case Step::Kind::Cash:
      return account.apply(CashEvent{.kind = static_cast<CashEvent::Kind>(step.numerator % 5),
                                     .currency = step.side == Side::Buy ? kUsd : kEur,
                                     .amount = step.fee});
    case Step::Kind::Convert:
      return account.convert(kEur, step.fee, kUsd, Money::from_raw(step.price.raw()));
    case Step::Kind::Rate:
      return account.set_rate(kEur, step.price);
  }
}

}  // namespace tw::support
