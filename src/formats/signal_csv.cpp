#include "formats/signal_csv.hpp"

#include <algorithm>
#include <array>

#include "formats/csv_layout.hpp"
#include "formats/csv_stamp.hpp"
#include "formats/csv_table.hpp"

namespace tw::formats {
namespace {

std::size_t moment_column(const CsvTable& table) {
  constexpr std::array<std::string_view, 5> kNames{"date", "day", "time", "timestamp", "datetime"};
  for (const std::string_view name : kNames) {
    if (const auto column = table.column(name)) return *column;
  }
  return 0;
}

}  // namespace

std::expected<backtest::SignalRows, std::string> parse_signals(std::string_view text) {
  const auto table = CsvTable::parse(text);
  if (!table) return std::unexpected{table.error()};
  if (table->names().size() < 2) {
    return std::unexpected{
        "has one column; write a time and what was decided for it, such as "
        "date,signal"};
  }
  if (table->rows() == 0) return std::unexpected{"has no row below its header"};
  const std::size_t moment = moment_column(*table);
  backtest::SignalRows signals;
  for (std::size_t i = 0; i < table->names().size(); ++i) {
    if (i != moment) signals.names.emplace_back(table->names()[i]);
  }
  signals.rows.reserve(table->rows());
  for (std::size_t row = 0; row < table->rows(); ++row) {
    const std::string_view label = table->cell(row, moment);
    const auto stamp = parse_stamp(label, DateOrder::Unknown);
    if (!stamp) {
      return std::unexpected{"row " + std::to_string(row + 1) + " begins with '" +
                             on_one_line(label) +
                             "', which is no time; write it as the bars have it"};
    }
    constexpr std::int64_t kSecond = 1'000'000'000;
    backtest::SignalRow& read = signals.rows.emplace_back();
    read.at = stamp->wall_ns - stamp->offset_seconds.value_or(0) * kSecond;
    read.label = label;
    for (std::size_t i = 0; i < table->names().size(); ++i) {
      if (i != moment) read.cells.emplace_back(table->cell(row, i));
    }
  }
  return signals;
}

}  // namespace tw::formats
