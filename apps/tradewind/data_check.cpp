#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "audit_note.hpp"
#include "data.hpp"
#include "data_health.hpp"
#include "database_there.hpp"
#include "ingest/catalog_copy.hpp"
#include "ingest/finding_copy.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "store/database.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// The series of one symbol and timeframe, and what they say of each other.
struct CheckedSymbol {
  std::vector<CheckedSeries> series;
  ingest::SourceComparison comparison;
};

std::vector<CheckedSymbol> checked_file(const DataCheck& request) {
  auto bars = ingest::load_bars(request.options.file, load_options_of(request.options));
  if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
  CheckedSymbol symbol;
  symbol.series.emplace_back().file = std::move(*bars);
  check(symbol.series.back(), {});
  std::vector<CheckedSymbol> one;
  one.push_back(std::move(symbol));
  return one;
}

template <class T>
T or_fail(std::expected<T, ingest::LoadError> answer) {
  if (answer) return std::move(*answer);
  throw Failure{answer.error().could_not_keep ? ExitCode::Failed : ExitCode::BadData,
                answer.error().message};
}

/// Compares the sources of one symbol, and checks those that `sources` names.
CheckedSymbol checked_symbol(const std::string& home, const std::string& symbol,
                             Timeframe timeframe, const std::vector<std::string>& sources,
                             double tolerance) {
  CheckedSymbol checked;
  checked.comparison = or_fail(ingest::quarantine_disagreements(
      home, symbol, timeframe, {.tolerance = tolerance}, Date::of(wall_clock())));
  const auto quarantine = or_fail(ingest::quarantined_bars(home, symbol, timeframe));
  const store::BarStore store{home};
  for (const std::string& source : sources) {
    auto bars = store.find({symbol, timeframe, source});
    if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
    if (!*bars || (*bars)->size() == 0) continue;
    CheckedSeries& series = checked.series.emplace_back();
    series.stored = std::move(**bars);
    check(series, quarantine);
  }
  return checked;
}

std::vector<std::string> current_sources(const store::BarStore& store, const std::string& symbol,
                                         Timeframe timeframe) {
  std::vector<std::string> sources = store.sources_of(symbol, timeframe);
  std::erase_if(sources, [](const std::string& source) { return store::is_vintage(source); });
  return sources;
}

std::vector<CheckedSymbol> checked_all(const DataCheck& request) {
  const std::string home = home_of(request.home);
  const store::BarStore store{home};
  std::vector<CheckedSymbol> all;
  for (const store::StoredBars& stored : store.list()) {
    if (!stored.fault.empty()) throw Failure{ExitCode::BadData, stored.fault};
    const bool is_done = !all.empty() && !all.back().series.empty() &&
                         all.back().series.front().symbol() == stored.key.symbol &&
                         all.back().series.front().series().timeframe == stored.key.timeframe;
    if (is_done || store::is_vintage(stored.key.source)) continue;
    all.push_back(checked_symbol(home, stored.key.symbol, stored.key.timeframe,
                                 current_sources(store, stored.key.symbol, stored.key.timeframe),
                                 request.tolerance));
  }
  return all;
}

std::vector<CheckedSymbol> checked_stored(const DataCheck& request) {
  const BarFile& options = request.options;
  const std::string home = home_of(request.home);
  const store::BarStore store{home};
  StoredQuery query{request.symbol, options.timeframe, options.source, request.home};
  if (options.source.empty()) {
    // Several sources of one timeframe are no ambiguity here: each is checked.
    const auto timeframe =
        options.timeframe.empty() ? std::optional{kDaily} : parse_timeframe(options.timeframe);
    const auto sources =
        timeframe ? current_sources(store, request.symbol, *timeframe) : std::vector<std::string>{};
    if (!sources.empty()) query = {request.symbol, to_string(*timeframe), sources[0], request.home};
  }
  const store::BarKey key = stored_bars(query).key();
  const std::vector<std::string> sources = options.source.empty()
                                               ? current_sources(store, key.symbol, key.timeframe)
                                               : std::vector{key.source};
  std::vector<CheckedSymbol> one;
  one.push_back(checked_symbol(home, key.symbol, key.timeframe, sources, request.tolerance));
  return one;
}

/// Puts what was found of stored series on record in the database, where there is one. The check
/// has not failed for want of that.
void keep_findings(const DataCheck& request, const std::vector<CheckedSymbol>& symbols) {
  const std::string home = home_of(request.home);
  const auto address = database_there({.database = "", .home = home});
  if (!address) return;
  const auto db = store::open_database(*address, {.create = false});
  std::expected<void, sql::Error> kept;
  if (!db) kept = std::unexpected{db.error()};
  for (const CheckedSymbol& symbol : symbols) {
    for (const CheckedSeries& each : symbol.series) {
      if (!kept || !each.stored) continue;
      const store::BarKey& key = each.stored->key();
      kept = ingest::copy_findings(**db, key, each.series(), each.health, wall_clock());
      const auto quarantine = ingest::quarantined_bars(home, key.symbol, key.timeframe);
      if (!kept || !quarantine) continue;
      kept = ingest::copy_quarantine(**db, key.symbol, key.timeframe, *quarantine, wall_clock());
    }
  }
  if (kept) return;
  print(
      "tradewind: what was found is not on record in the database: " + kept.error().message + '\n',
      true);
}

std::vector<CheckedSymbol> checked(const DataCheck& request) {
  const int subjects = (request.symbol.empty() ? 0 : 1) + (request.options.file.empty() ? 0 : 1) +
                       (request.all ? 1 : 0);
  if (subjects != 1) {
    throw Failure{
        ExitCode::BadUsage,
        "give either a SYMBOL of the store, --all for each of them, or a file with --data "
        "FILE to check"};
  }
  if (request.all) return checked_all(request);
  return request.symbol.empty() ? checked_file(request) : checked_stored(request);
}

std::string to_json(const std::vector<CheckedSymbol>& symbols, bool is_one) {
  report::JsonWriter json;
  if (is_one) {
    write_health(json, symbols.front().series.front(), symbols.front().comparison);
    return json.take();
  }
  json.begin_object().key("series").begin_array();
  for (const CheckedSymbol& symbol : symbols) {
    for (const CheckedSeries& each : symbol.series) write_health(json, each, symbol.comparison);
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

void run_data_check(const DataCheck& request) {
  std::vector<CheckedSymbol> symbols = checked(request);
  if (request.options.file.empty()) keep_findings(request, symbols);
  const bool is_one = !request.all && symbols.front().series.size() == 1;
  const bool json_on_stdout = request.json == "-";
  if (!request.json.empty()) write_text(request.json, to_json(symbols, is_one));
  std::vector<std::string> faulty;
  std::vector<CheckedSeries> all;
  for (CheckedSymbol& symbol : symbols) {
    if (!request.all) {
      for (const CheckedSeries& each : symbol.series) print(health_text(each), json_on_stdout);
      print(comparison_text(symbol.comparison, request.tolerance), json_on_stdout);
    }
    for (CheckedSeries& each : symbol.series) {
      if (each.has_errors()) faulty.push_back("'" + each.symbol() + "' of " + each.source());
      all.push_back(std::move(each));
    }
  }
  if (request.all) print(health_table(all), json_on_stdout);
  if (faulty.empty()) return;
  if (!request.all && all.front().left_out() > 0) {
    throw Failure{ExitCode::BadData,
                  faulty.front() +
                      " has bars in quarantine, which nothing uses: say who is right "
                      "with 'tradewind data quarantine " +
                      all.front().symbol() + " --accept SOURCE'"};
  }
  throw Failure{
      ExitCode::BadData,
      faulty.front() +
          (faulty.size() == 1 ? ""
                              : " and " + std::to_string(faulty.size() - 1) + " other series") +
          " have bars that cannot be true: correct them and bring them in again"};
}

}  // namespace tw::app
