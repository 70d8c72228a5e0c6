#include "backtest_data.hpp"

#include <optional>
#include <utility>

#include "backtest/membership.hpp"
#include "backtest/sleeves.hpp"
#include "backtest_actions.hpp"
#include "formats/zone.hpp"
#include "formats/zoned_range.hpp"
#include "ingest/adjusted.hpp"
#include "ingest/usable_bars.hpp"
#include "market/label_range.hpp"
#include "market/timeframe.hpp"
#include "store/bar_store.hpp"
#include "store/home.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// With more than one part in so many in quarantine, the sources are on different scales, and the
/// bars that agree may agree by chance.
constexpr std::size_t kTrustedParts = 20;

/// Reads one name after the other into `data`, numbering instruments as they come.
class Loader {
 public:
  Loader(const formats::BacktestRequest& request, const std::string& home, BacktestData& data)
      : request_{request}, home_{home}, data_{data} {}

  /// Reads a file of bars; `symbol` may be empty.
  backtest::Feed from_file(const std::string& path, const std::string& symbol, InstrumentId id) {
    ingest::LoadOptions options{.symbol = symbol,
                                .source = request_.source,
                                .csv = request_.csv,
                                .adjusted = request_.spec.adjusted};
    auto loaded = ingest::load_bars(path, options);
    if (!loaded) throw Failure{ExitCode::BadData, loaded.error().message};
    for (const std::string& warning : loaded->warnings) {
      data_.warnings.push_back(loaded->symbol + ": " + warning);
    }
    Instrument instrument = loaded->instrument(id);
    data_.tables.push_back(std::move(loaded->table));
    const auto zone = formats::Zone::find(request_.csv.zone);
    return in_range(std::move(instrument), data_.tables.back().view(id), "'" + path + "'",
                    zone.value_or(formats::Zone{}));
  }

  backtest::Feed from_store(const std::string& symbol, InstrumentId id) {
    const auto home = store::find_home(home_);
    if (!home) throw Failure{ExitCode::BadUsage, home.error().message};
    store::BarQuery query{.symbol = symbol, .timeframe = std::nullopt, .source = std::nullopt};
    if (!request_.spec.timeframe.empty())
      query.timeframe = parse_timeframe(request_.spec.timeframe);
    if (!request_.source.empty()) query.source = request_.source;
    auto found = store::BarStore{*home}.get(query);
    if (!found) throw Failure{ExitCode::BadData, found.error().message};
    refuse_other_basis(*found);
    Instrument instrument{
        .id = id, .symbol = symbol, .calendar = found->calendar(), .tick = {}, .lot = {}};
    data_.mapped.push_back(std::move(*found));
    BarSeries bars = data_.mapped.back().series(id);
    const std::vector<std::string> left_out = leave_out(*home, data_.mapped.back().key(), id, bars);
    if (request_.spec.adjusted) bars = adjusted(bars, id, symbol);
    backtest::Feed feed =
        in_range(std::move(instrument), bars, "the store's " + symbol, formats::Zone{});
    tell(feed, left_out);
    return feed;
  }

 private:
  void refuse_other_basis(const store::MappedBars& found) const {
    const PriceBasis kept = found.provenance().basis;
    const PriceBasis said = request_.spec.basis;
    if (said == kept || said == PriceBasis::Unknown || kept == PriceBasis::Unknown) return;
    throw Failure{ExitCode::BadUsage,
                  "--basis is '" + std::string{to_string(said)} + "', but the store keeps '" +
                      found.key().symbol + "' of source '" + found.key().source +
                      "' with prices of basis '" + std::string{to_string(kept)} +
                      "': leave --basis out, or name another --source"};
  }

  /// Takes bars in quarantine out of `bars`; returns their labels.
  std::vector<std::string> leave_out(const std::string& home, const store::BarKey& key,
                                     InstrumentId id, BarSeries& bars) {
    auto usable = ingest::usable_bars(home, key, bars);
    if (!usable) throw Failure{ExitCode::BadData, usable.error().message};
    if (!usable->table) return {};
    if (usable->table->size() == 0) refuse_quarantined(key.symbol, bars.size(), bars.size());
    data_.tables.push_back(std::move(*usable->table));
    bars = data_.tables.back().view(id);
    return std::move(usable->left_out);
  }

  [[noreturn]] static void refuse_quarantined(const std::string& symbol, std::size_t left_out,
                                              std::size_t all) {
    throw Failure{ExitCode::BadData,
                  std::to_string(left_out) + " of the " + std::to_string(all) + " bars of '" +
                      symbol +
                      "' are in quarantine, more than 1 in 20, so that none can be trusted: see "
                      "'tradewind data check " +
                      symbol + "'"};
  }

  /// Warns of the bars that the run does without.
  void tell(const backtest::Feed& feed, const std::vector<std::string>& left_out) {
    if (left_out.empty()) return;
    const std::string first = label_text(feed.bars, feed.range.first);
    const std::string last = label_text(feed.bars, feed.range.last - 1);
    std::size_t count = 0;
    std::string earliest;
    for (const std::string& label : left_out) {
      if (label < first || last < label) continue;
      if (count == 0) earliest = label;
      count += 1;
    }
    if (count == 0) return;
    const std::string& symbol = feed.instrument.symbol;
    const std::size_t all = feed.range.size() + count;
    if (count * kTrustedParts > all) refuse_quarantined(symbol, count, all);
    data_.warnings.push_back(symbol + ": " + std::to_string(count) +
                             " bars in quarantine are left out, the first of " + earliest +
                             "; see 'tradewind data check " + symbol + "'");
  }

  BarSeries adjusted(const BarSeries& bars, InstrumentId id, const std::string& symbol) {
    BarTable table{.timeframe = bars.timeframe};
    table.reserve(bars.size());
    for (std::size_t i = 0; i < bars.size(); ++i) table.push(bars.at(i));
    table.adjusted_close.assign(bars.adjusted_close.begin(), bars.adjusted_close.end());
    if (!ingest::adjust(table)) {
      throw Failure{ExitCode::BadData, "the store's " + symbol +
                                           " has no adjusted close that can be used; leave out "
                                           "--adjusted, or import a file that has one"};
    }
    data_.tables.push_back(std::move(table));
    return data_.tables.back().view(id);
  }

  /// `zone` is that of the labels of intraday bars; a session's date has none.
  backtest::Feed in_range(Instrument instrument, const BarSeries& bars, const std::string& name,
                          formats::Zone zone) {
    const auto& spec = request_.spec;
    if (!bars.timeframe.is_intraday()) zone = formats::Zone{};
    const auto range = rows_between(bars, formats::range_end_in_utc(spec.from, zone, false),
                                    formats::range_end_in_utc(spec.to, zone, true));
    instrument.currency = spec.currency;  // One account, one currency: that of its prices.
    if (!range) {
      throw Failure{ExitCode::BadUsage,
                    "--from '" + spec.from + "' and --to '" + spec.to + "' are no range of dates"};
    }
    if (range->empty()) {
      throw Failure{ExitCode::BadData,
                    name + " has no bars" + (spec.from.empty() ? "" : " from " + spec.from) +
                        (spec.to.empty() ? "" : " to " + spec.to) + "; it holds " +
                        label_text(bars, 0) + " to " + label_text(bars, bars.size() - 1)};
    }
    return {std::move(instrument), bars, *range};
  }

  const formats::BacktestRequest& request_;
  const std::string& home_;
  BacktestData& data_;
};

void load_benchmark(const formats::BacktestRequest& request, Loader& loader, BacktestData& data) {
  if (request.benchmark.empty()) {
    data.benchmark_feeds = data.feeds;
    data.benchmark_name = "buy and hold";
    return;
  }
  const bool is_file =
      request.benchmark.find('/') != std::string::npos || request.benchmark.ends_with(".csv");
  data.benchmark_feeds.push_back(is_file ? loader.from_file(request.benchmark, "", InstrumentId{})
                                         : loader.from_store(request.benchmark, InstrumentId{}));
  data.benchmark_name = data.benchmark_feeds.front().instrument.symbol;
}

/// Refuses a universe with members that the run has no bars of.
void refuse_universe(const formats::BacktestRequest& request, const BacktestData& data) {
  std::string text;
  for (const std::string& fault : backtest::universe_faults(request.spec, data.feeds)) {
    text += (text.empty() ? "" : "\ntradewind: ") + fault;
  }
  if (!text.empty()) throw Failure{ExitCode::BadData, text};
}

}  // namespace

BacktestData load_backtest_data(const formats::BacktestRequest& request, const std::string& home) {
  BacktestData data;
  Loader loader{request, home, data};
  const std::vector<std::string>& symbols = request.spec.symbols;
  for (std::size_t i = 0; i < request.data.size(); ++i) {
    data.feeds.push_back(loader.from_file(request.data[i], i < symbols.size() ? symbols[i] : "",
                                          InstrumentId{static_cast<std::uint32_t>(i)}));
  }
  if (request.data.empty()) {
    for (std::size_t i = 0; i < symbols.size(); ++i) {
      data.feeds.push_back(
          loader.from_store(symbols[i], InstrumentId{static_cast<std::uint32_t>(i)}));
    }
  }
  if (data.feeds.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "nothing to test on: give --data FILE.csv, or --symbols of bars that "
                  "'tradewind data import' has stored"};
  }
  refuse_universe(request, data);
  load_benchmark(request, loader, data);
  attach_actions(request, home, data);
  data.feeds = backtest::lines_of(request.spec, data.feeds);
  return data;
}

}  // namespace tw::app
