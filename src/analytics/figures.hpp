#pragma once

#include <cstdint>
#include <string_view>
#include <variant>
#include <vector>

#include "analytics/performance.hpp"
#include "analytics/trade_statistics.hpp"

namespace tw::analytics {

/// How a figure is best read: 0.1234 as a number, as 12.34 %, in account currency, as a count, as
/// a date or as yes and no.
enum class FigureUnit : std::uint8_t { Number, Fraction, Money, Count, CalendarDate, Flag };

/// One line of a table or one member of a JSON object; `monostate` is an undefined figure.
struct Figure {
  using Value = std::variant<std::monostate, double, std::int64_t, bool, Date>;

  std::string_view key;    ///< As in JSON: `max_drawdown`.
  std::string_view title;  ///< As in a table: "Max drawdown". Empty for a second name: JSON only.
  FigureUnit unit = FigureUnit::Number;
  Value value;
};

/// Returns every figure in the fixed order that the command line, the reports and the API share;
/// those of the comparison only when there is one.
std::vector<Figure> figures(const Performance& performance);

/// Returns every statistic over trades in its fixed order.
std::vector<Figure> figures(const TradeStatistics& statistics);

}  // namespace tw::analytics
