#include "research/column_runner.hpp"

#include "portfolio/value.hpp"
#include "research/measure_trial.hpp"

namespace tw::research {
namespace {

void tally_fills(std::span<const ColumnFill> fills, TrialMetrics& metrics) {
  TradeTally tally;
  Money commissions;
  for (std::size_t i = 0; i < fills.size(); ++i) {
    commissions += fills[i].commission;
    if (fills[i].is_buy) continue;
    const ColumnFill& entry = fills[i - 1];
    const Money pnl = fills[i].value - entry.value - (fills[i].commission + entry.commission);
    const double value = entry.value.as_double();
    tally.add(pnl.as_double(), value == 0.0 ? 0.0 : pnl.as_double() / value);
  }
  tally.report(metrics);
  metrics[TrialMetric::Fills] = static_cast<double>(fills.size());
  metrics[TrialMetric::Commissions] = commissions.as_double();
}

Money final_equity(const ColumnStudy& study, std::span<const ColumnFill> fills) {
  if (fills.empty()) return study.spec().cash;
  const ColumnFill& last = fills.back();
  if (!last.is_buy) return last.cash_after;
  const backtest::Feed& feed = study.feed();
  const Price close = Price::from_raw(feed.bars.close[feed.range.last - 1]);
  return last.cash_after + portfolio::value_of(close, last.quantity, feed.instrument.multiplier);
}

class ColumnRunner : public TrialRunner {
 public:
  ColumnRunner(const ColumnStudy& study, std::unique_ptr<TrialRunner> engine, Depth depth)
      : study_{study},
        engine_{std::move(engine)},
        depth_{depth},
        is_by_session_{study.feed().bars.timeframe.is_intraday()},
        periods_per_year_{returns_per_year(study.feed())},
        signals_{study.bars()} {}

  TrialMetrics run(std::span<const double> values) override {
    const backtest::Feed& feed = study_.feed();
    study_.columns().signals(values, signals_);
    is_by_engine_ = !study_.trades().trade(signals_, feed.range.first, feed.range, fills_);
    if (is_by_engine_) return engine_->run(values);
    TrialMetrics metrics;
    const Money final = final_equity(study_, fills_);
    if (depth_ == Depth::Everything) {
      equity_of(feed, fills_, study_.spec().cash, feed.range, equity_);
      if (is_by_session_) keep_session_closes();
      measure_equity(equity_, study_.spec().cash.as_double(), periods_per_year_, returns_, metrics);
    }
    metrics[TrialMetric::FinalEquity] = final.as_double();
    metrics[TrialMetric::TotalReturn] = final.as_double() / study_.spec().cash.as_double() - 1.0;
    tally_fills(fills_, metrics);
    return metrics;
  }

  std::span<const double> returns() const override {
    return is_by_engine_ ? engine_->returns() : std::span<const double>{returns_};
  }

 private:
  /// Keeps the equity at the last bar of each session.
  void keep_session_closes() {
    const backtest::Feed& feed = study_.feed();
    std::size_t kept = 0;
    for (std::size_t i = 0; i < equity_.size(); ++i) {
      const std::size_t bar = feed.range.first + i;
      const bool is_last =
          bar + 1 == feed.range.last || feed.bars.session[bar + 1] > feed.bars.session[bar];
      if (is_last) equity_[kept++] = equity_[i];
    }
    equity_.resize(kept);
  }

  // Constant after construction.
  const ColumnStudy& study_;
  std::unique_ptr<TrialRunner> engine_;
  Depth depth_;
  bool is_by_session_;
  double periods_per_year_;

  // Of the last run.
  Signals signals_;
  std::vector<ColumnFill> fills_;
  std::vector<double> equity_;
  std::vector<double> returns_;
  bool is_by_engine_ = false;
};

}  // namespace

std::optional<ColumnStudy> ColumnStudy::of(const Plan& plan, const backtest::BacktestSpec& spec,
                                           const std::vector<backtest::Feed>& feeds) {
  if (feeds.size() != 1) return std::nullopt;
  const backtest::Feed& feed = feeds.front();
  // Bars before the range warm each trial up from a start of its own; columns have but one.
  const bool has_lead_in =
      spec.warmup_from == backtest::WarmupFrom::EarlierBars && feed.range.first != 0;
  if (has_lead_in) return std::nullopt;
  const auto trades = ColumnTrades::of(spec, feed);
  if (!trades) return std::nullopt;
  auto columns =
      signal_columns(plan, feed.bars.slice(feed.range.first, feed.range.size()), kMemoryMax);
  if (!columns) return std::nullopt;
  return ColumnStudy{std::move(columns), *trades, spec, feed};
}

RunnerSource column_runners(const ColumnStudy& study, const std::vector<backtest::Feed>& feeds,
                            Depth depth) {
  return [&study, &feeds, depth]() -> std::unique_ptr<TrialRunner> {
    auto engine = engine_runners(study.spec(), feeds)();
    return std::make_unique<ColumnRunner>(study, std::move(engine), depth);
  };
}

}  // namespace tw::research
