#include "vendor_sim_catalog.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "demo_history.hpp"
#include "ingest/action_store.hpp"
#include "ingest/load_actions.hpp"
#include "ingest/load_bars.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

namespace fs = std::filesystem;
using vendor_sim::Catalog;
using vendor_sim::Listing;

constexpr const char* kActionsEnding = ".actions.csv";

template <class T>
BarTable copy_of(const T& series) {
  BarTable table{.timeframe = series.timeframe};
  table.start.assign(series.start.begin(), series.start.end());
  table.end.assign(series.end.begin(), series.end.end());
  table.session.assign(series.session.begin(), series.session.end());
  table.open.assign(series.open.begin(), series.open.end());
  table.high.assign(series.high.begin(), series.high.end());
  table.low.assign(series.low.begin(), series.low.end());
  table.close.assign(series.close.begin(), series.close.end());
  table.volume.assign(series.volume.begin(), series.volume.end());
  table.adjusted_close.assign(series.adjusted_close.begin(), series.adjusted_close.end());
  return table;
}

Listing listing_in(const std::string& path) {
  auto bars = ingest::load_bars(path, {});
  if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
  Listing listing{.symbol = bars->symbol,
                  .name = bars->symbol,
                  .calendar = bars->calendar,
                  .tables = {},
                  .actions = {}};
  listing.tables.push_back(std::move(bars->table));
  const std::string beside = path.substr(0, path.size() - 4) + kActionsEnding;
  std::error_code ignored;
  if (!fs::is_regular_file(beside, ignored)) return listing;
  auto actions = ingest::load_actions(beside, listing.symbol);
  if (!actions) throw Failure{ExitCode::BadData, actions.error().message};
  listing.actions.reserve(actions->size());
  for (const formats::DatedAction& dated : *actions) listing.actions.push_back(dated.action);
  return listing;
}

Catalog catalog_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator{folder, failed}) {
    const std::string path = entry.path().string();
    if (path.ends_with(".csv") && !path.ends_with(kActionsEnding)) files.push_back(path);
  }
  if (failed || files.empty()) {
    throw Failure{ExitCode::BadData, "--data-dir '" + folder +
                                         "' has no CSV file of bars; name a "
                                         "folder with files like AAPL.csv"};
  }
  std::ranges::sort(files);
  Catalog catalog;
  for (const std::string& file : files) {
    Listing listing = listing_in(file);
    if (catalog.find(listing.symbol) == nullptr) catalog.add(std::move(listing));
  }
  return catalog;
}

Catalog catalog_of(const std::string& home) {
  std::map<std::string, Listing> listings;
  for (const store::StoredBars& stored : store::BarStore{home}.list()) {
    const store::BarKey& key = stored.key;
    if (!stored.fault.empty() || store::is_vintage(key.source)) continue;
    const auto mapped = store::BarStore{home}.get(
        {.symbol = key.symbol, .timeframe = key.timeframe, .source = key.source});
    if (!mapped) throw Failure{ExitCode::BadData, mapped.error().message};
    Listing& listing = listings[key.symbol];
    listing.symbol = key.symbol;
    listing.name = key.symbol;
    listing.calendar = stored.calendar;
    const auto same = std::ranges::find(listing.tables, key.timeframe, &BarTable::timeframe);
    if (same == listing.tables.end()) listing.tables.push_back(copy_of(mapped->series({})));
  }
  const auto actions = ingest::stored_actions(home);
  if (!actions) throw Failure{ExitCode::BadData, actions.error().message};
  for (const formats::DatedAction& dated : *actions) {
    const auto found = listings.find(dated.symbol);
    if (found != listings.end()) found->second.actions.push_back(dated.action);
  }
  Catalog catalog;
  for (auto& [symbol, listing] : listings) catalog.add(std::move(listing));
  return catalog;
}

}  // namespace

vendor_sim::Catalog vendor_sim_catalog(const std::string& folder, const std::string& home) {
  if (!folder.empty()) return catalog_in(folder);
  Catalog kept = catalog_of(home_of(home));
  if (kept.size() > 0) return kept;
  Catalog demo;
  for (const ingest::LoadedBars& bars : load_demo_histories()) {
    Listing listing{.symbol = bars.symbol,
                    .name = bars.symbol,
                    .calendar = bars.calendar,
                    .tables = {bars.table},
                    .actions = {}};
    demo.add(std::move(listing));
  }
  return demo;
}

}  // namespace tw::app
