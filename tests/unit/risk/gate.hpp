#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <vector>

#include "risk/risk_engine.hpp"

namespace tw::risk {

inline void PrintTo(Reason reason, std::ostream* out) { *out << to_string(reason); }

inline constexpr InstrumentId kStock{0};   ///< Marked at 10.
inline constexpr InstrumentId kOther{1};   ///< Marked at 20.
inline constexpr InstrumentId kFuture{2};  ///< Marked at 100, times 50.
inline constexpr InstrumentId kSap{3};     ///< Marked at 10 euros.
inline constexpr InstrumentId kSilent{4};  ///< Never marked.
inline constexpr Currency kEur{"EUR"};

/// What a check came to: nothing when the request passed.
using Denial = std::optional<Reason>;
inline constexpr Denial kPasses;

/// A desk with 10,000 in cash whose gate is open: asks, and books what passes as a working order.
class Gate {
 public:
  explicit Gate(const Limits& limits, std::size_t live_max = 64)
      : blotter{1, instruments_.size(), live_max}, engine{limits} {
    engine.set_state(TradingState::Open);
    portfolio.mark(kStock, Price::whole(10));
    portfolio.mark(kOther, Price::whole(20));
    portfolio.mark(kFuture, Price::whole(100));
    portfolio.mark(kSap, Price::whole(10));
  }

  /// Takes `shares` into the account at the mark, free of costs.
  void hold(std::int64_t shares, InstrumentId instrument = kStock) {
    portfolio.apply(portfolio::Fill{.instrument = instrument,
                                    .side = shares > 0 ? Side::Buy : Side::Sell,
                                    .quantity = magnitude(Quantity::whole(shares)),
                                    .price = portfolio.position(instrument).mark});
  }

  Denial ask(const OrderRequest& request) { return ask(request, request.size.quantity()); }
  Denial ask(const OrderRequest& request, Quantity quantity) {
    const auto approved = engine.check(
        request, quantity,
        {.instruments = instruments_, .portfolio = portfolio, .blotter = blotter, .now = now});
    if (!approved) return approved.error().reason;
    last = blotter.next_id();
    blotter.book(last, *approved, now);
    return kPasses;
  }

 private:
  std::vector<Instrument> instruments_{
      {.id = kStock, .symbol = "STOCK"},
      {.id = kOther, .symbol = "OTHER"},
      {.id = kFuture, .symbol = "ES", .multiplier = 50},
      {.id = kSap, .symbol = "SAP", .currency = kEur},
      {.id = kSilent, .symbol = "SILENT"},
  };

 public:
  portfolio::Portfolio portfolio{instruments_, kUsd, Money::whole(10'000)};
  Blotter blotter;
  RiskEngine engine;
  Timestamp now = Timestamp::from_seconds(1'600'000'000);
  ClientOrderId last = kNoOrder;  ///< The order that passed last.
};

inline OrderRequest market(Side side, std::int64_t shares, InstrumentId instrument = kStock) {
  return {.instrument = instrument, .side = side, .size = Size::units(Quantity::whole(shares))};
}
inline OrderRequest buy(std::int64_t shares, InstrumentId instrument = kStock) {
  return market(Side::Buy, shares, instrument);
}
inline OrderRequest sell(std::int64_t shares, InstrumentId instrument = kStock) {
  return market(Side::Sell, shares, instrument);
}
inline OrderRequest exit_of(std::int64_t shares, InstrumentId instrument = kStock) {
  OrderRequest request = sell(shares, instrument);
  request.reduce_only = true;
  return request;
}

}  // namespace tw::risk
