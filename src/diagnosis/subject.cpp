#include "diagnosis/subject.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/returns.hpp"
#include "backtest/equity_curve.hpp"
#include "backtest/sleeves.hpp"
#include "backtest/time_labels.hpp"
#include "market/bar_check.hpp"
#include "market/session_calendar.hpp"
#include "sim/violation.hpp"
#include "strategies/catalogue.hpp"

namespace tw::diagnosis {
namespace {

using backtest::BacktestRun;
using backtest::BacktestSpec;
using backtest::Feed;
using backtest::OrderRecord;

double rate_of(const BacktestSpec& spec) {
  const double slippage = spec.rules.slippage.kind == sim::SlippageModel::Kind::Rate
                              ? spec.rules.slippage.amount.as_double()
                              : 0.0;
  const double spread = spec.rules.spread.rate.as_double();
  return slippage + (spec.rules.spread.entries_only ? spread / 2.0 : spread);
}

bool knows_volume(const Feed& feed) {
  return std::ranges::any_of(feed.bars.volume, [](std::int64_t volume) { return volume != 0; });
}

bool is_stale(const BarSeries& bars, std::size_t row, bool has_volume) {
  const bool stands_still =
      bars.high[row] == bars.low[row] && row > 0 && bars.close[row] == bars.close[row - 1];
  return stands_still || (has_volume && bars.volume[row] == 0);
}

/// Looks at where an order was filled.
void add_order(RunFacts& facts, const BacktestSpec& spec, const Feed& feed,
               const OrderRecord& order, bool has_volume) {
  const BarSeries& bars = feed.bars;
  const auto placed = backtest::bar_at(bars, order.placed_at, backtest::BarEdge::End);
  const double cap = spec.rules.participation.as_double();
  if (cap > 0.0 && placed && *placed + 1 < bars.size() && bars.volume[*placed + 1] > 0) {
    const double volume = Volume::from_raw(bars.volume[*placed + 1]).as_double();
    facts.capped_orders += order.quantity.as_double() > cap * volume ? 1U : 0U;
  }
  if (order.filled.raw() == 0) return;
  facts.fills += 1;
  const auto edge = backtest::edge_of(order.is_end_at_close);
  const auto row = backtest::bar_at(bars, order.ended_at, edge);
  if (!row) return;
  facts.stale_fills += is_stale(bars, *row, has_volume) ? 1U : 0U;
  if (!bars.timeframe.is_intraday()) return;
  const SessionCalendar& calendar = SessionCalendar::of(feed.instrument.calendar);
  const bool is_inside = calendar.session_at({bars.start[*row]}).has_value();
  facts.fills_outside_session += is_inside ? 0U : 1U;
}

void add_data(RunFacts& facts, const BacktestSpec& spec, const Feed& feed) {
  const BarSeries bars = feed.bars.slice(feed.range.first, feed.range.size());
  const BarHealth health = check_bars(bars, SessionCalendar::of(feed.instrument.calendar));
  facts.sessions += health.sessions;
  facts.sessions_missing += health.sessions_missing;
  if (spec.applies_actions) return;
  for (const BarFinding& finding : health.findings) {
    if (finding.issue != BarIssue::SplitLike) continue;
    facts.split_like_jumps += 1;
    if (facts.first_split_like.empty()) {
      facts.first_split_like = feed.instrument.symbol + " " + to_string(finding.session);
    }
  }
}

void add_parameters(RunFacts& facts, const BacktestSpec& spec) {
  for (const backtest::Sleeve& sleeve : backtest::sleeves_of(spec)) {
    const strategies::Entry& entry = **strategies::find(sleeve.strategy);
    for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
      const strategy::Parameter& parameter = entry.parameters[i];
      if (parameter.kind == strategy::Parameter::Kind::Choice) continue;
      // What stands at its default was not chosen, let alone fitted.
      if (sleeve.parameters[i] == parameter.default_value) continue;
      facts.parameters.push_back(
          {std::string{parameter.name}, sleeve.parameters[i], parameter.min, parameter.max});
    }
  }
}

}  // namespace

RunFacts facts_of(const BacktestSpec& spec, const std::vector<Feed>& feeds, const BacktestRun& run,
                  const backtest::LookaheadCheck& lookahead) {
  RunFacts facts;
  facts.bars = feeds.front().range.size();
  facts.is_intraday = feeds.front().bars.timeframe.is_intraday();
  facts.warmup_bars = run.warmup_bars;
  facts.traded_value = run.recorder.traded();
  facts.commissions = run.commissions.as_double();
  facts.spread_and_slippage = rate_of(spec) * facts.traded_value;
  facts.lookahead_cuts = lookahead.cuts;
  facts.lookahead_faults = static_cast<int>(lookahead.faults.size());
  facts.is_ruined = run.is_ruined;
  facts.margin_calls = static_cast<std::size_t>(
      std::ranges::count(run.violations, sim::Violation::Kind::MarginCall, &sim::Violation::kind));
  for (int i = 0; i < risk::kReasons; ++i) {
    const auto reason = static_cast<risk::Reason>(i);
    const bool is_frame =
        reason == risk::Reason::TradingClosed || reason == risk::Reason::ParentDenied;
    if (!is_frame) facts.denials += run.denials[static_cast<std::size_t>(i)];
  }
  std::vector<bool> has_volume;
  has_volume.reserve(feeds.size());
  for (const Feed& feed : feeds) has_volume.push_back(knows_volume(feed));
  for (const OrderRecord& order : run.recorder.orders()) {
    const std::size_t feed = index_of(order.request.instrument);
    add_order(facts, spec, feeds[feed], order, has_volume[feed]);
  }
  for (const Feed& feed : feeds) add_data(facts, spec, feed);
  add_parameters(facts, spec);
  return facts;
}

double Subject::net_profit() const {
  double profit = 0.0;
  for (const backtest::TradeRow& trade : report.trades) profit += trade.pnl.as_double();
  return profit;
}

std::optional<double> Subject::metric(std::string_view key) const {
  const auto found = std::ranges::find(report.metrics, key, &backtest::Metric::key);
  return found == report.metrics.end() ? std::nullopt : found->value;
}

Subject subject_of(const BacktestSpec& spec, const backtest::BacktestReport& report,
                   RunFacts facts) {
  Subject subject{.spec = spec,
                  .report = report,
                  .facts = std::move(facts),
                  .dates = {},
                  .equity = {},
                  .returns = {},
                  .benchmark_returns = {}};
  const analytics::DatedValues closes = backtest::session_equity(report.equity);
  subject.dates = closes.dates;
  subject.equity = closes.values;
  subject.returns = analytics::simple_returns(closes.values);
  if (report.benchmark.empty()) return subject;
  std::vector<backtest::CurvePoint> curve = report.equity;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    curve[i].value = Money::from_double(report.benchmark[i]).value_or(Money{});
  }
  subject.benchmark_returns = analytics::simple_returns(backtest::session_equity(curve).values);
  return subject;
}

}  // namespace tw::diagnosis
