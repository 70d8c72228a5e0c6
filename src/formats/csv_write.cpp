#include "formats/csv_write.hpp"

#include "core/decimal.hpp"

namespace tw::formats {

std::string to_csv(const BarSeries& bars) {
  const bool is_intraday = bars.timeframe.is_intraday();
  const bool has_adjusted = !bars.adjusted_close.empty();
  std::string text = is_intraday ? "timestamp" : "date";
  text +=
      has_adjusted ? ",open,high,low,close,adj_close,volume\n" : ",open,high,low,close,volume\n";
  for (std::size_t i = 0; i < bars.size(); ++i) {
    text += is_intraday ? to_string(Timestamp{bars.start[i]}) : to_string(Date{bars.session[i]});
    for (const auto column : {bars.open, bars.high, bars.low, bars.close}) {
      text += ',';
      text += format_decimal(column[i], Price::kScale);
    }
    if (has_adjusted) {
      text += ',';
      const std::int64_t adjusted = bars.adjusted_close[i];
      if (adjusted != BarSeries::kNoValue) text += format_decimal(adjusted, Price::kScale);
    }
    text += ',';
    text += format_decimal(bars.volume[i], Volume::kScale);
    text += '\n';
  }
  return text;
}

}  // namespace tw::formats
