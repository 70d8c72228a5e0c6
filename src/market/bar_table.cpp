#include "market/bar_table.hpp"

namespace tw::inline market {
namespace {

void fill_implied_ends(BarTable& table) {
  for (const std::int64_t at : table.start) table.end.push_back(at + table.timeframe.span().ns);
}

}  // namespace

void BarTable::reserve(std::size_t rows) {
  start.reserve(rows);
  if (!timeframe.is_intraday()) end.reserve(rows);
  session.reserve(rows);
  open.reserve(rows);
  high.reserve(rows);
  low.reserve(rows);
  close.reserve(rows);
  volume.reserve(rows);
}

void BarTable::push(const Bar& bar) {
  const bool is_implied = bar.end == bar.start + timeframe.span();
  if (end.empty() && !is_implied) fill_implied_ends(*this);
  if (!end.empty() || !is_implied) end.push_back(bar.end.unix_ns);
  start.push_back(bar.start.unix_ns);
  session.push_back(bar.session.days);
  open.push_back(bar.open.raw());
  high.push_back(bar.high.raw());
  low.push_back(bar.low.raw());
  close.push_back(bar.close.raw());
  volume.push_back(bar.volume.raw());
}

BarSeries BarTable::view(InstrumentId instrument) const {
  return {.instrument = instrument,
          .timeframe = timeframe,
          .start = start,
          .end = end,
          .session = session,
          .open = open,
          .high = high,
          .low = low,
          .close = close,
          .volume = volume,
          .adjusted_close = adjusted_close};
}

}  // namespace tw::inline market
