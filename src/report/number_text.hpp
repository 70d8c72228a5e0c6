#pragma once

#include <optional>
#include <string>

#include "backtest/backtest_report.hpp"
#include "core/money.hpp"

namespace tw::report {

/// What a figure that the run does not define is written as.
inline constexpr const char* kNotAvailable = "n/a";

/// Returns "1,234.50" or "-0.05"; never "-0.00"; "n/a" when not finite.
std::string grouped(double value, int decimals);

/// Returns a figure of which nobody knows what it counts, with three digits that say something:
/// "96", "0.400", "-0.0213", "1,234.57".
std::string figure_text(double value);

/// Returns "12.34%" of the fraction 0.1234.
std::string percent(double fraction, int decimals = 2);

/// Returns the amount with thousands separators and two decimals.
std::string money_text(Money amount);

/// Returns the price with thousands separators and the decimals that it has, at least two.
std::string price_text(Price price);
std::string price_or_dash(const std::optional<Price>& price);

/// Returns the quantity with thousands separators and the decimals that it has.
std::string quantity_text(Quantity quantity);

/// Returns the value as its kind is read: "12.34%", "1,234", "412 days", "n/a".
std::string metric_text(backtest::Metric::Kind kind, std::optional<double> value);

}  // namespace tw::report
