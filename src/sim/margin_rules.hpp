#pragma once

#include "core/money.hpp"
#include "core/ratio.hpp"

namespace tw::sim {

/// The part of a position's value that Regulation T asks for when it is opened: half, of a long as
/// of a short (150 % with its proceeds).
/// Source: 12 CFR 220.12(a) and (c)(1).
inline constexpr Ratio kInitialMargin = Ratio::from_raw(50'000'000);

/// Returns what must stay behind a position of `quantity`, signed, at `price`: 25 % of a long, 30 %
/// of a short. The rule's amounts a share (5.00, or 2.50 below a price of 5.00) are left out:
/// prices that were adjusted for splits would turn them into many times the position. Source: FINRA
/// Rule 4210(c)(1) and (3).
Money maintenance_of(Quantity quantity, Price price, std::int32_t multiplier);

/// Returns the part of every position that must go so that `equity` covers `maintenance`; zero when
/// it does, and all at no equity.
Ratio excess_of(Money equity, Money maintenance);

}  // namespace tw::sim
