#include "vendor_sim/catalog.hpp"

#include <algorithm>

#include "core/assert.hpp"
#include "market/resampled.hpp"

namespace tw::vendor_sim {
namespace {

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string upper(std::string_view text) {
  std::string raised{text};
  std::ranges::transform(raised, raised.begin(), [](char c) { return upper(c); });
  return raised;
}

Row row_at(const BarSeries& bars, std::size_t i) {
  const Bar bar = bars.at(i);
  const bool has_adjusted =
      !bars.adjusted_close.empty() && bars.adjusted_close[i] != BarSeries::kNoValue;
  return {.bar = bar,
          .adjusted_close = has_adjusted ? Price::from_raw(bars.adjusted_close[i]) : bar.close};
}

std::vector<Row> rows_within(const BarSeries& bars, const Window& window) {
  std::vector<Row> rows;
  rows.reserve(bars.size());
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const Timestamp label =
        bars.timeframe.is_intraday() ? Timestamp{bars.start[i]} : Date{bars.session[i]}.midnight();
    if (label >= window.from && label <= window.to) rows.push_back(row_at(bars, i));
  }
  return rows;
}

/// Returns whether bars of `fine` add up to whole ones of `coarse`.
bool builds(Timeframe fine, Timeframe coarse) {
  if (!coarse.is_intraday()) return fine == kDaily || fine.is_intraday();
  return fine.is_intraday() && fine.span() < coarse.span() &&
         coarse.span().ns % fine.span().ns == 0;
}

/// Returns the coarsest table that builds `timeframe`, itself when there is one.
const BarTable* source_of(const Listing& listing, Timeframe timeframe) {
  const BarTable* best = nullptr;
  for (const BarTable& table : listing.tables) {
    if (table.timeframe == timeframe) return &table;
    if (!builds(table.timeframe, timeframe)) continue;
    const bool is_coarser =
        best == nullptr ||
        (best->timeframe.is_intraday() &&
         (!table.timeframe.is_intraday() || table.timeframe.span() > best->timeframe.span()));
    if (is_coarser) best = &table;
  }
  return best;
}

}  // namespace

void Catalog::add(Listing listing) {
  std::string symbol = upper(listing.symbol);
  const bool is_new = listings_.emplace(std::move(symbol), std::move(listing)).second;
  TW_ASSERT(is_new);
}

const Listing* Catalog::find(std::string_view symbol) const {
  const auto found = listings_.find(upper(symbol));
  return found == listings_.end() ? nullptr : &found->second;
}

std::vector<const Listing*> Catalog::matching(std::string_view text) const {
  const std::string wanted = upper(text);
  std::vector<const Listing*> found;
  for (const auto& [symbol, listing] : listings_) {
    if (symbol.contains(wanted) || upper(listing.name).contains(wanted)) found.push_back(&listing);
  }
  return found;
}

Catalog Catalog::emptied() const {
  Catalog empty;
  for (const auto& [symbol, listing] : listings_) {
    empty.add({.symbol = listing.symbol,
               .name = listing.name,
               .calendar = listing.calendar,
               .tables = {},
               .actions = {}});
  }
  return empty;
}

Catalog Catalog::shifted(Duration by) const {
  Catalog shifted = *this;
  for (auto& [symbol, listing] : shifted.listings_) {
    for (BarTable& table : listing.tables) {
      for (std::int64_t& start : table.start) start += by.ns;
      for (std::int64_t& end : table.end) end += by.ns;
    }
  }
  return shifted;
}

std::vector<Row> rows_of(const Listing& listing, Timeframe timeframe, const Window& window) {
  const BarTable* const source = source_of(listing, timeframe);
  if (source == nullptr) return {};
  const BarSeries bars = source->view({});
  if (source->timeframe == timeframe) return rows_within(bars, window);
  const Resampled built =
      resample(bars, SessionCalendar::of(listing.calendar), {.timeframe = timeframe});
  return rows_within(built.bars.view({}), window);
}

std::optional<Last> last_of(const Listing& listing) {
  const BarTable* finest = nullptr;
  for (const BarTable& table : listing.tables) {
    if (table.size() == 0) continue;
    if (finest == nullptr || table.timeframe < finest->timeframe) finest = &table;
  }
  if (finest == nullptr) return std::nullopt;
  Last last{.row = row_at(finest->view({}), finest->size() - 1), .before = {}};
  const Date session = last.row.bar.session;
  const auto before = rows_of(listing, kDaily, {.to = (session - 1).midnight()});
  if (!before.empty()) last.before = before.back();
  return last;
}

}  // namespace tw::vendor_sim
