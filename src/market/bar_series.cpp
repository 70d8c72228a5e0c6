#include "market/bar_series.hpp"

namespace tw::inline market {

BarSeries BarSeries::slice(std::size_t first, std::size_t count) const {
  BarSeries part = *this;
  const auto cut = [&](auto& column) {
    if (!column.empty()) column = column.subspan(first, count);
  };
  cut(part.start);
  cut(part.end);
  cut(part.session);
  cut(part.open);
  cut(part.high);
  cut(part.low);
  cut(part.close);
  cut(part.volume);
  cut(part.adjusted_close);
  return part;
}

}  // namespace tw::inline market
