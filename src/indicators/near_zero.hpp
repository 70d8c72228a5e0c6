#pragma once

namespace tw::indicators {

/// Says whether a divisor counts as zero, so that a flat market gives a number and no division.
///
/// False for NaN, which therefore passes through to the answer.
/// Source: TA-Lib 0.6 `TA_IS_ZERO`, epsilon 1e-14.
constexpr bool is_near_zero(double value) { return -1e-14 < value && value < 1e-14; }

/// The same for a variance, which rounding may have left a little below zero.
/// Source: TA-Lib 0.6 `TA_IS_ZERO_OR_NEG`.
constexpr bool is_near_zero_or_negative(double value) { return value < 1e-14; }

}  // namespace tw::indicators
