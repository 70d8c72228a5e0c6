#include "backtest/build_report.hpp"

#include <algorithm>
#include <span>

#include "analytics/session_values.hpp"
#include "backtest/equity_curve.hpp"
#include "backtest/run_metrics.hpp"
#include "backtest/sleeves.hpp"
#include "backtest/time_labels.hpp"
#include "backtest/trade_rows.hpp"
#include "core/code_version.hpp"
#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "market/session_calendar.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {
namespace {

template <class Column>
void add_column(Digest& digest, const Column& column) {
  digest.update(static_cast<std::int64_t>(column.size()));
  digest.update(std::as_bytes(column));
}

/// Returns the part of a feed that can have had a say in the run: its range and all before it.
BarSeries told(const Feed& feed) { return feed.bars.slice(0, feed.range.last); }

void add_action(Digest& digest, const CorporateAction& action) {
  for (const std::int64_t value :
       {std::int64_t{static_cast<std::uint8_t>(action.kind)}, std::int64_t{action.ex_date.days},
        std::int64_t{action.numerator}, std::int64_t{action.denominator}, action.amount.raw()}) {
    digest.update(value);
  }
  digest.update(action.symbol.view());
}

std::string text_of(const TimeLabel& label) { return to_string(label.session); }

std::string title_of(const BacktestSpec& spec, const BacktestReport& report) {
  std::string title = spec.strategy + " on ";
  for (std::size_t i = 0; i < report.symbols.size(); ++i) {
    title += (i == 0 ? "" : ", ") + report.symbols[i];
  }
  if (report.equity.empty()) return title;
  return title + ", " + text_of(report.equity.front().at) + " to " +
         text_of(report.equity.back().at);
}

/// Returns every strategy's parameters; of several strategies under "name.parameter", after the
/// part of the account that each has.
std::vector<std::pair<std::string, std::string>> parameters_of(const BacktestSpec& spec) {
  std::vector<std::pair<std::string, std::string>> parameters;
  for (const Sleeve& sleeve : sleeves_of(spec)) {
    const std::string prefix = spec.sleeves.empty() ? "" : sleeve.name + ".";
    if (!spec.sleeves.empty()) {
      parameters.emplace_back(prefix + "allocation",
                              to_string(Ratio::from_double(sleeve.allocation).value_or(Ratio{})));
    }
    const strategies::Entry& entry = **strategies::find(sleeve.strategy);
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
      parameters.emplace_back(prefix + std::string{entry.parameters[i].name},
                              strategies::to_string(entry.parameters[i], sleeve.parameters[i]));
    }
  }
  return parameters;
}

std::string doc_of(const BacktestSpec& spec) {
  std::string doc;
  for (const Sleeve& sleeve : sleeves_of(spec)) {
    doc += (doc.empty() ? "" : " ") + std::string{(*strategies::find(sleeve.strategy))->doc};
  }
  return doc;
}

PriceCurve price_curve(const Feed& feed) {
  PriceCurve curve{.symbol = feed.instrument.symbol, .at = {}, .close = {}};
  curve.at.reserve(feed.range.size());
  curve.close.reserve(feed.range.size());
  const bool is_date = !feed.bars.timeframe.is_intraday();
  for (std::size_t i = feed.range.first; i < feed.range.last; ++i) {
    curve.at.push_back({feed.bars.end_at(i), Date{feed.bars.session[i]}, is_date});
    curve.close.push_back(Price::from_raw(feed.bars.close[i]).as_double());
  }
  return curve;
}

/// Adds each symbol and its prices once, however many strategies trade it.
void add_symbols(BacktestReport& report, const std::vector<Feed>& feeds) {
  for (const Feed& feed : feeds) {
    const std::string& symbol = feed.instrument.symbol;
    if (std::ranges::find(report.symbols, symbol) != report.symbols.end()) continue;
    report.symbols.push_back(symbol);
    report.prices.push_back(price_curve(feed));
  }
}

/// Adds what only the run can say to the spec's conventions.
void add_run_assumptions(BacktestReport& report, const std::vector<Feed>& feeds,
                         const BacktestRun& run, const BacktestSpec& spec) {
  const Feed& feed = feeds.front();
  report.assumptions.push_back(
      {"bars",
       std::to_string(feed.range.size()) + " of " + to_string(feed.bars.timeframe) +
           (report.symbols.size() > 1 ? " of " + feed.instrument.symbol + ", " +
                                            std::to_string(report.symbols.size()) + " symbols"
                                      : "")});
  if (!spec.sleeves.empty()) {
    report.assumptions.push_back(
        {"strategies", std::to_string(spec.sleeves.size()) +
                           " in one account: cash is shared, positions are each "
                           "one's own and not netted"});
  }
  const std::string needs = std::to_string(run.warmup_bars + 1) + " bars needed, ";
  report.assumptions.push_back(
      {"warm-up", needs + (spec.warmup_from == WarmupFrom::EarlierBars
                               ? std::to_string(run.lead_in) + " fed from before the range"
                               : "taken from the range itself")});
  report.assumptions.push_back({"year", std::to_string(report.periods_per_year) + " returns"});
}

Assumption lookahead_assumption(const LookaheadCheck& check) {
  if (check.cuts == 0) return {"look-ahead", "not checked"};
  return {"look-ahead", "without the future the same orders at " +
                            std::to_string(check.cuts - static_cast<int>(check.faults.size())) +
                            " of " + std::to_string(check.cuts) + " sampled moments"};
}

}  // namespace

std::string run_id_of(const std::string& spec_json, const std::vector<Feed>& feeds) {
  Digest digest;
  digest.update(std::string_view{spec_json});
  digest.update(std::string_view{data_fingerprint(feeds)});
  digest.update(code_version());
  return digest.hex();
}

std::string data_fingerprint(const std::vector<Feed>& feeds) {
  Digest digest;
  for (const Feed& feed : feeds) {
    const BarSeries bars = told(feed);
    digest.update(std::string_view{feed.instrument.symbol});
    digest.update(std::string_view{to_string(bars.timeframe)});
    digest.update(static_cast<std::int64_t>(feed.range.first));
    add_column(digest, bars.start);
    add_column(digest, bars.end);
    add_column(digest, bars.session);
    add_column(digest, bars.open);
    add_column(digest, bars.high);
    add_column(digest, bars.low);
    add_column(digest, bars.close);
    add_column(digest, bars.volume);
    for (const CorporateAction& action : feed.actions) add_action(digest, action);
  }
  return digest.hex();
}

BacktestReport build_report(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                            const BacktestRun& run, const std::vector<Feed>& benchmark_feeds,
                            const BacktestRun& benchmark, ReportNotes notes) {
  BacktestReport report;
  report.run_id = run_id_of(notes.spec_json, feeds);
  report.commands_hash = run.recorder.commands().hex();
  report.code_version = code_version();
  report.strategy = spec.strategy;
  report.strategy_doc = doc_of(spec);
  report.parameters = parameters_of(spec);
  add_symbols(report, feeds);
  report.spec_json = std::move(notes.spec_json);
  report.currency = spec.currency.view();
  report.initial_cash = spec.cash;
  const Feed& first = feeds.front();
  report.periods_per_year = static_cast<int>(analytics::returns_per_year(
      first.bars.timeframe, SessionCalendar::of(first.instrument.calendar).periods_per_year()));

  report.equity = equity_curve(feeds, run);
  report.benchmark_name = std::move(notes.benchmark_name);
  report.benchmark = aligned(equity_curve(benchmark_feeds, benchmark), report.equity);
  report.trades = trade_rows(spec, feeds, run);
  report.open_positions = open_position_rows(feeds, run);
  report.orders = order_rows(feeds, run);
  report.title = title_of(spec, report);
  report.metrics = run_metrics(spec, feeds, run, report);
  report.assumptions = std::move(notes.assumptions);
  add_run_assumptions(report, feeds, run, spec);
  report.assumptions.push_back(lookahead_assumption(notes.lookahead));
  report.warnings = run_warnings(spec, feeds, run, report);
  for (const Timestamp at : notes.lookahead.faults) {
    report.warnings.insert(report.warnings.begin(),
                           "Look-ahead: without the data after " + to_string(at) +
                               " the strategy asked for other orders before it.");
  }
  report.warnings.insert(report.warnings.end(), notes.data_warnings.begin(),
                         notes.data_warnings.end());
  return report;
}

}  // namespace tw::backtest
