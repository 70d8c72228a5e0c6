#include "workloads/csv_w6.hpp"

#include <vector>

#include "formats/csv_bars.hpp"
#include "workloads/stopwatch.hpp"

namespace tw::workloads {
namespace {

/// Adds a column exactly: whole units apart from the rest, so that no rounding gathers.
double sum_of(const std::vector<std::int64_t>& column, std::int64_t scale) {
  std::int64_t whole = 0;
  std::int64_t rest = 0;
  for (const std::int64_t raw : column) {
    whole += raw / scale;
    rest += raw % scale;
  }
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(scale);
}

}  // namespace

W6Pass parse_w6(std::string_view text) {
  const Stopwatch stopwatch;
  const auto parsed = formats::parse_csv_bars(text, {});
  W6Pass pass{.seconds = stopwatch.seconds()};
  if (!parsed) return pass;
  const BarTable& table = parsed->table;
  pass.rows = parsed->rows_read();
  pass.values = table.size() * 5;
  pass.quarantined = parsed->quarantined.size();
  for (const auto* prices : {&table.open, &table.high, &table.low, &table.close}) {
    pass.sum += sum_of(*prices, Price::kScale);
  }
  pass.sum += sum_of(table.volume, Volume::kScale);
  return pass;
}

W6Pass bare_w6(std::string_view text) {
  const Stopwatch stopwatch;
  W6Pass pass;
  std::int64_t sum = 0;  // Of 1/10000.
  const char* at = text.data() + text.find('\n') + 1;
  const char* const end = text.data() + text.size();
  while (at < end) {
    while (*at != ',') ++at;  // The stamp.
    for (int field = 0; field < 5; ++field) {
      std::int64_t value = 0;
      std::int64_t scale = 10'000;
      bool is_fraction = false;
      for (++at; *at != ',' && *at != '\n'; ++at) {
        if (*at == '.') {
          is_fraction = true;
          continue;
        }
        value = value * 10 + (*at - '0');
        if (is_fraction) scale /= 10;
      }
      sum += value * scale;
      pass.values += 1;
    }
    pass.rows += 1;
    ++at;
  }
  pass.sum = static_cast<double>(sum) / 10'000.0;
  pass.seconds = stopwatch.seconds();
  return pass;
}

}  // namespace tw::workloads
