#include "backtest_data.hpp"

#include <optional>
#include <utility>

#include "backtest/membership.hpp"
#include "backtest/sleeves.hpp"
#include "backtest_actions.hpp"
#include "formats/zone.hpp"
#include "formats/zoned_range.hpp"
#include "ingest/adjusted.hpp"
#include "market/label_range.hpp"
#include "market/timeframe.hpp"
#include "store/bar_store.hpp"
#include "store/home.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

std::string label_at(const BarSeries& bars, std::size_t i) {
  return bars.timeframe.is_intraday() ? to_string(Timestamp{bars.start[i]})
                                      : to_string(Date{bars.session[i]});
}

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
    Instrument instrument{
        .id = id, .symbol = symbol, .calendar = found->calendar(), .tick = {}, .lot = {}};
    data_.mapped.push_back(std::move(*found));
    BarSeries bars = data_.mapped.back().series(id);
    if (request_.spec.adjusted) bars = adjusted(bars, id, symbol);
    return in_range(std::move(instrument), bars, "the store's " + symbol, formats::Zone{});
  }

 private:
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
                        label_at(bars, 0) + " to " + label_at(bars, bars.size() - 1)};
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
