// Trials through the whole engine: what every other way of running one is held to.

#include <cmath>

#include "analytics/session_values.hpp"
#include "backtest/equity_curve.hpp"
#include "market/session_calendar.hpp"
#include "research/measure_trial.hpp"
#include "research/trial_runner.hpp"

namespace tw::research {
namespace {

class EngineRunner : public TrialRunner {
 public:
  EngineRunner(const backtest::BacktestSpec& spec, const std::vector<backtest::Feed>& feeds)
      : spec_{spec}, feeds_{feeds}, periods_per_year_{returns_per_year(feeds.front())} {}

  TrialMetrics run(std::span<const double> values) override {
    spec_.parameters.assign(values.begin(), values.end());
    const backtest::BacktestRun run = backtest::run_backtest(spec_, feeds_);
    session_equity(run);
    TrialMetrics metrics;
    measure_equity(equity_, spec_.cash.as_double(), periods_per_year_, returns_, metrics);
    metrics[TrialMetric::FinalEquity] = run.final_equity.as_double();
    metrics[TrialMetric::TotalReturn] = run.final_equity.as_double() / spec_.cash.as_double() - 1.0;
    metrics[TrialMetric::Fills] = static_cast<double>(run.recorder.fills());
    metrics[TrialMetric::Commissions] = run.commissions.as_double();
    TradeTally tally;
    for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
      const double entry = magnitude(trip.entry_value).as_double();
      const double pnl = trip.pnl.as_double();
      tally.add(pnl, entry == 0.0 ? 0.0 : pnl / entry);
    }
    tally.report(metrics);
    return metrics;
  }

  std::span<const double> returns() const override { return returns_; }

 private:
  /// Notes the last equity of each session, as `backtest::session_equity` does.
  void session_equity(const backtest::BacktestRun& run) {
    equity_.clear();
    if (feeds_.size() == 1 && !feeds_.front().bars.timeframe.is_intraday()) {
      for (const backtest::EquitySample& sample : run.recorder.samples()) {
        equity_.push_back(sample.equity.as_double());
      }
      return;
    }
    equity_ = backtest::session_equity(feeds_, run).values;
  }

  // Changes with each trial: its parameters.
  backtest::BacktestSpec spec_;

  // Constant after construction.
  const std::vector<backtest::Feed>& feeds_;
  double periods_per_year_;

  // Of the last run.
  std::vector<double> equity_;
  std::vector<double> returns_;
};

}  // namespace

double returns_per_year(const backtest::Feed& feed) {
  // Whole, as a report says it: "year: 252 returns".
  return std::floor(analytics::returns_per_year(
      feed.bars.timeframe, SessionCalendar::of(feed.instrument.calendar).periods_per_year()));
}

RunnerSource engine_runners(const backtest::BacktestSpec& spec,
                            const std::vector<backtest::Feed>& feeds) {
  return [&spec, &feeds] { return std::make_unique<EngineRunner>(spec, feeds); };
}

}  // namespace tw::research
