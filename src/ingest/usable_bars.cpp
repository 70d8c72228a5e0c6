#include "ingest/usable_bars.hpp"

#include <algorithm>
#include <utility>

#include "ingest/bar_quarantine.hpp"
#include "market/label_range.hpp"

namespace tw::ingest {

std::expected<UsableBars, LoadError> usable_bars(const std::string& home, const store::BarKey& key,
                                                 const BarSeries& bars) {
  const auto quarantine = quarantined_bars(home, key.symbol, key.timeframe);
  if (!quarantine) return std::unexpected{quarantine.error()};
  std::vector<std::string> suspects;
  for (const QuarantinedBar& bar : *quarantine) {
    if (bar.source == key.source && bar.is_left_out()) suspects.push_back(bar.at);
  }
  UsableBars usable;
  if (suspects.empty()) return usable;
  std::ranges::sort(suspects);
  BarTable table{.timeframe = bars.timeframe};
  table.reserve(bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    std::string label = label_text(bars, i);
    if (std::ranges::binary_search(suspects, label)) {
      usable.left_out.push_back(std::move(label));
      continue;
    }
    table.push(bars.at(i));
    if (!bars.adjusted_close.empty()) table.adjusted_close.push_back(bars.adjusted_close[i]);
  }
  if (!usable.left_out.empty()) usable.table = std::move(table);
  return usable;
}

}  // namespace tw::ingest
