#pragma once

#include <cstdint>

#include "core/money.hpp"
#include "core/ratio.hpp"
#include "orders/order_request.hpp"

namespace tw::sim {

/// How much worse than the market's price an order that takes what is there trades, because it
/// takes it. On top of the spread; limit orders pay none.
struct SlippageModel {
  enum class Kind : std::uint8_t {
    None,
    Ticks,        ///< `amount` ticks of the instrument.
    Rate,         ///< `amount` of the price.
    VolumeShare,  ///< `amount` × (quantity / volume)² of the price.
    SquareRoot,   ///< `amount` × σ × √(quantity / volume) of the price.
  };
  Kind kind = Kind::None;
  Ratio amount;

  /// Whether a larger order trades at a worse price, so that the size must be known first.
  bool depends_on_size() const { return kind == Kind::VolumeShare || kind == Kind::SquareRoot; }
};

/// The part of the price that an impact model may take at most, so that prices stay positive.
inline constexpr Ratio kImpactMax = Ratio::from_raw(50'000'000);

/// What a trade is and what the market showed around it.
struct Taking {
  Side side = Side::Buy;
  Price price;  ///< Before slippage.
  Price tick;   ///< Of the instrument; zero when it has none.
  Quantity quantity;
  Volume volume;  ///< Of the bar, or the size that was quoted or printed.
  Price high;     ///< Of the bar.
  Price low;
};

/// Returns the price of the trade, worse by what `model` says, not yet on the tick grid.
///
/// An instrument without a tick slips by cents: 0.01 from a price of 1 on, 0.0001 below it. σ is
/// that of the bar itself, from its range: ln(high / low) / √(4 ln 2). Volume and σ of one bar
/// scale together, so the square root is the same on bars of any length. A bar without volume
/// counts as taken whole. Source: Zipline `VolumeShareSlippage`; Parkinson 1980 for σ; Almgren et
/// al. 2005 and Tóth et al.
///         2011 for the square root; 17 CFR 242.612 for the cent.
Price slipped(const SlippageModel& model, const Taking& taking);

}  // namespace tw::sim
