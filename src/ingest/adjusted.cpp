#include "ingest/adjusted.hpp"

#include <utility>

#include "core/rounding.hpp"

namespace tw::ingest {

std::optional<AdjustTally> adjust(BarTable& table) {
  if (table.adjusted_close.empty()) return std::nullopt;
  AdjustTally tally;
  BarTable moved = table;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::int64_t adjusted = table.adjusted_close[i];
    if (adjusted == BarSeries::kNoValue) {
      tally.unknown += 1;
      continue;
    }
    for (auto* column : {&moved.open, &moved.high, &moved.low, &moved.close}) {
      const auto price = divide_rounded(Wide{(*column)[i]} * Wide{adjusted}, Wide{table.close[i]},
                                        Rounding::HalfEven);
      if (!price) return std::nullopt;
      (*column)[i] = *price;
    }
  }
  table = std::move(moved);
  return tally;
}

}  // namespace tw::ingest
