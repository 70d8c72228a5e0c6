#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>

#include "core/assert.hpp"
#include "formats/csv_bars.hpp"
#include "formats/csv_write.hpp"

namespace tw::formats {
namespace {

/// Lets the first byte choose what a user may say about a file.
CsvOptions options_from(std::uint8_t choice) {
  constexpr const char* kZones[] = {"UTC", "America/New_York", "Australia/Lord_Howe", "Nowhere"};
  CsvOptions options{.zone = kZones[choice & 3]};
  options.date_order = static_cast<DateOrder>((choice >> 2) % 3);
  if ((choice & 16) != 0) options.timeframe = Timeframe{Timeframe::Unit::Minute, 1};
  if ((choice & 32) != 0) options.calendar = static_cast<CalendarKind>(choice >> 6);
  return options;
}

/// What holds of the bars that come out, whatever went in.
void check_bars_are_sound(const CsvBars& bars) {
  const BarTable& table = bars.table;
  const std::size_t size = table.size();
  TW_ASSERT(size > 0);
  TW_ASSERT(table.end.empty() || table.end.size() == size);
  TW_ASSERT(table.adjusted_close.empty() || table.adjusted_close.size() == size);
  TW_ASSERT(table.session.size() == size && table.open.size() == size && table.high.size() == size);
  TW_ASSERT(table.low.size() == size && table.close.size() == size && table.volume.size() == size);
  for (std::size_t i = 0; i < size; ++i) {
    TW_ASSERT(i == 0 || table.start[i] > table.start[i - 1]);
    TW_ASSERT(table.open[i] > 0 && table.low[i] > 0 && table.close[i] > 0);
    TW_ASSERT(table.high[i] >= table.low[i] && table.volume[i] >= 0);
  }
}

void check_rows_set_aside_are_of(std::string_view text, const CsvBars& bars) {
  const std::less_equal<const char*> before;
  for (const QuarantinedRow& row : bars.quarantined) {
    TW_ASSERT(row.line >= 1);
    TW_ASSERT(before(text.data(), row.text.data()));
    TW_ASSERT(before(row.text.data() + row.text.size(), text.data() + text.size()));
  }
}

void check_written_bars_read_back(const CsvBars& bars) {
  const auto again =
      parse_csv_bars(to_csv(bars.table.view({})),
                     {.timeframe = bars.table.timeframe, .calendar = bars.calendar, .zone = "UTC"});
  TW_ASSERT(again.has_value());
  TW_ASSERT(again->quarantined.empty());
  TW_ASSERT(again->table.start == bars.table.start && again->table.end == bars.table.end);
  TW_ASSERT(again->table.open == bars.table.open && again->table.close == bars.table.close);
  TW_ASSERT(again->table.volume == bars.table.volume);
}

void fuzz(std::uint8_t choice, std::string_view text) {
  const auto bars = parse_csv_bars(text, options_from(choice));
  if (!bars) {
    TW_ASSERT(!bars.error().message.empty());
    TW_ASSERT(bars.error().message.find('\n') == std::string::npos);
    return;
  }
  check_bars_are_sound(*bars);
  check_rows_set_aside_are_of(text, *bars);
  check_written_bars_read_back(*bars);
}

}  // namespace
}  // namespace tw::formats

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::formats::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
