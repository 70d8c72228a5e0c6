#include "workloads/sweep_w3.hpp"

#include <cmath>

#include "lab/spread.hpp"
#include "lab/sweep.hpp"
#include "portfolio/value.hpp"
#include "research/column_runner.hpp"
#include "workloads/stopwatch.hpp"

namespace tw::workloads {
namespace {

using research::TrialMetric;
constexpr std::int64_t kCash = 1'000'000;
constexpr std::int64_t kUnits = 100;
constexpr std::uint64_t kChunk = 64;

backtest::BacktestSpec w3_spec() {
  backtest::BacktestSpec spec = backtest::spec_of(backtest::Preset::Plain);
  spec.cash = Money::whole(kCash);
  spec.size = Size::units(Quantity::whole(kUnits));
  return spec;
}

std::vector<backtest::Feed> w3_feeds(const BarSeries& bars) {
  return {{.instrument = {.id = {}, .symbol = "W3", .calendar = CalendarKind::Nyse},
           .bars = bars,
           .range = {0, bars.size()}}};
}

research::Plan plan_over(const std::vector<std::string>& axes) {
  return *research::plan_of(**strategies::find("sma_cross"), axes, {});
}

// What the bare loops share: sums of the last n closes, n from 1 on, as running totals of all.
std::vector<std::int64_t> totals_of(const BarSeries& bars) {
  std::vector<std::int64_t> totals{0};
  for (const std::int64_t close : bars.close) totals.push_back(totals.back() + close);
  return totals;
}

/// The averages of one period: 0 before there is one.
std::vector<double> averages_of(const std::vector<std::int64_t>& totals, std::size_t period) {
  std::vector<double> averages(totals.size() - 1);
  for (std::size_t t = period - 1; t < averages.size(); ++t) {
    averages[t] =
        static_cast<double>(totals[t + 1] - totals[t + 1 - period]) / static_cast<double>(period);
  }
  return averages;
}

struct BareRun {
  double equity = kCash;
  std::uint64_t fills = 0;
  double drawdown = 0.0;
  double sharpe = 0.0;
};

/// Trades one pair over bars [start, end): every bar is looked at once.
BareRun trade_bare(const BarSeries& bars, const double* fast, const double* slow,
                   std::size_t slow_bars, std::size_t start, std::size_t end) {
  const std::int64_t* open = bars.open.data();
  BareRun run;
  double cash = kCash;
  bool is_long = false;
  for (std::size_t t = std::max(start, slow_bars); t + 1 < end; ++t) {
    const bool is_above = fast[t] > slow[t];
    if (is_above == is_long || is_above == (fast[t - 1] > slow[t - 1])) continue;
    is_long = is_above;
    const double value = static_cast<double>(open[t + 1]) * 1e-8 * kUnits;
    cash += (is_long ? -value : value) - value * 0.001;
    run.fills += 1;
  }
  run.equity = cash + (is_long ? static_cast<double>(bars.close[end - 1]) * 1e-8 * kUnits : 0.0);
  return run;
}

/// Trades one pair over all bars and measures its curve on the way.
BareRun measure_bare(const BarSeries& bars, const double* fast, const double* slow,
                     std::size_t slow_bars) {
  BareRun run;
  double cash = kCash;
  double peak = kCash;
  double before = kCash;
  double sum = 0.0;
  double squares = 0.0;
  bool is_long = false;
  bool trades = false;
  const std::size_t size = bars.size();
  for (std::size_t t = 0; t < size; ++t) {
    if (trades) {
      is_long = !is_long;
      const double value = static_cast<double>(bars.open[t]) * 1e-8 * kUnits;
      cash += (is_long ? -value : value) - value * 0.001;
      run.fills += 1;
    }
    const double equity =
        is_long ? cash + static_cast<double>(bars.close[t]) * 1e-8 * kUnits : cash;
    const double gain = equity / before - 1.0;
    before = equity;
    sum += gain;
    squares += gain * gain;
    peak = std::max(peak, equity);
    run.drawdown = std::min(run.drawdown, equity / peak - 1.0);
    const bool is_above = fast[t] > slow[t];
    trades = t >= slow_bars && t + 1 < size && is_above != is_long &&
             is_above != (fast[t - 1] > slow[t - 1]);
  }
  run.equity = before;
  const auto n = static_cast<double>(size - 1);
  const double mean = sum / n;
  run.sharpe = mean / std::sqrt((squares - n * mean * mean) / (n - 1.0)) * std::sqrt(252.0);
  return run;
}

struct BareBest {
  W3Pass pass;

  void take(const BareRun& run, int fast, int slow) {
    pass.trials += 1;
    pass.fills += run.fills;
    pass.equity += run.equity;
    if (run.equity <= pass.best_equity) return;
    pass.best_equity = run.equity;
    pass.best_fills = run.fills;
    pass.best_drawdown = run.drawdown;
    pass.best_sharpe = run.sharpe;
    pass.best_fast = fast;
    pass.best_slow = slow;
  }
};

constexpr int kFastFirst = 5;
constexpr int kFastLast = 50;
constexpr int kSlowFirst = 20;
constexpr int kSlowLast = 250;

constexpr std::size_t kFolds = 10;
constexpr std::size_t kFoldStep = 400;
constexpr std::size_t kInSample = 1'000;

}  // namespace

W3Pass sweep_w3(const BarSeries& bars, unsigned threads, bool with_risk) {
  const backtest::BacktestSpec spec = w3_spec();
  const std::vector<backtest::Feed> feeds = w3_feeds(bars);
  const Stopwatch watch;
  const lab::SweepTerms terms{.plan = plan_over({"fast=5:50", "slow=20:250"}),
                              .points = {},
                              .goal = {.objective = {.metric = TrialMetric::FinalEquity}},
                              .top = 1,
                              .threads = threads,
                              .chunk = kChunk};
  const auto study = research::ColumnStudy::of(terms.plan, spec, feeds);
  if (!study) return {};
  W3Pass pass;
  const lab::SweepResult result = lab::run_sweep(
      terms,
      research::column_runners(*study, feeds,
                               with_risk ? research::Depth::Everything : research::Depth::Books),
      {}, {.on_progress = {}, .on_row = [&](const research::TrialRow& row) {
             pass.fills += static_cast<std::uint64_t>(row.metrics[TrialMetric::Fills]);
             pass.equity += row.metrics[TrialMetric::FinalEquity];
           }});
  pass.trials = result.trials;
  const research::TrialRow& best = result.top.front().row;
  const std::vector<double> values = terms.plan.values_at(best.point);
  pass.best_fast = static_cast<int>(values[0]);
  pass.best_slow = static_cast<int>(values[1]);
  pass.best_equity = best.metrics[TrialMetric::FinalEquity];
  pass.best_fills = static_cast<std::uint64_t>(best.metrics[TrialMetric::Fills]);
  pass.best_drawdown = best.metrics[TrialMetric::MaxDrawdown];
  pass.best_sharpe = best.metrics[TrialMetric::Sharpe];
  pass.seconds = watch.seconds();
  return pass;
}

W3Pass bare_w3(const BarSeries& bars, unsigned threads, bool with_risk) {
  const Stopwatch watch;
  const std::vector<std::int64_t> totals = totals_of(bars);
  std::vector<std::vector<double>> averages(kSlowLast + 1);
  for (int period = kFastFirst; period <= kSlowLast; ++period) {
    averages[static_cast<std::size_t>(period)] =
        averages_of(totals, static_cast<std::size_t>(period));
  }
  constexpr std::uint64_t kSlows = kSlowLast - kSlowFirst + 1;
  constexpr std::uint64_t kPairs = (kFastLast - kFastFirst + 1) * kSlows;
  BareBest best;
  lab::spread(
      {.items = kPairs, .chunk = kChunk, .threads = threads}, {},
      [&](const lab::Chunk& chunk, unsigned) {
        std::vector<BareRun> runs;
        for (std::uint64_t pair = chunk.first; pair < chunk.last; ++pair) {
          const std::size_t fast = kFastFirst + pair / kSlows;
          const std::size_t slow = kSlowFirst + pair % kSlows;
          if (fast >= slow) {
            runs.emplace_back();
          } else if (with_risk) {
            runs.push_back(measure_bare(bars, averages[fast].data(), averages[slow].data(), slow));
          } else {
            runs.push_back(trade_bare(bars, averages[fast].data(), averages[slow].data(), slow, 0,
                                      bars.size()));
          }
        }
        return runs;
      },
      [&](const lab::Chunk& chunk, const std::vector<BareRun>& runs) {
        for (std::uint64_t i = 0; i < runs.size(); ++i) {
          const int fast = static_cast<int>(kFastFirst + (chunk.first + i) / kSlows);
          const int slow = static_cast<int>(kSlowFirst + (chunk.first + i) % kSlows);
          if (fast < slow) best.take(runs[i], fast, slow);
        }
      });
  best.pass.seconds = watch.seconds();
  return best.pass;
}

W7Pass walk_w7(const BarSeries& bars) {
  const backtest::BacktestSpec spec = w3_spec();
  const std::vector<backtest::Feed> feeds = w3_feeds(bars);
  const Stopwatch watch;
  const research::Plan plan = plan_over({"fast=5:50:5", "slow=60:250:10"});
  const auto study = research::ColumnStudy::of(plan, spec, feeds);
  if (!study) return {};
  // The decisions of a combination are the same in every window: they are made once.
  std::vector<research::Signals> signals;
  for (std::uint64_t point = 0; point < *plan.points(); ++point) {
    signals.emplace_back(study->bars());
    study->columns().signals(plan.values_at(point), signals.back());
  }
  W7Pass pass;
  std::vector<research::ColumnFill> fills;
  const auto equity_over = [&](std::uint64_t point, RowRange window) {
    study->trades().trade(signals[point], 0, window, fills);
    pass.runs += 1;
    if (fills.empty()) return spec.cash;
    const research::ColumnFill& last = fills.back();
    if (!last.is_buy) return last.cash_after;
    return last.cash_after +
           portfolio::value_of(Price::from_raw(bars.close[window.last - 1]), last.quantity, 1);
  };
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::size_t first = fold * kFoldStep;
    std::uint64_t picked = 0;
    Money best;
    for (std::uint64_t point = 0; point < *plan.points(); ++point) {
      const Money equity = equity_over(point, {first, first + kInSample});
      if (equity <= best) continue;
      best = equity;
      picked = point;
    }
    const Money outside =
        equity_over(picked, {first + kInSample, first + kInSample + kFoldStep}) - spec.cash;
    const std::vector<double> values = plan.values_at(picked);
    pass.folds.push_back({.fast = static_cast<int>(values[0]),
                          .slow = static_cast<int>(values[1]),
                          .pnl = outside.as_double(),
                          .fills = fills.size()});
    pass.pnl += outside.as_double();
    pass.fills += fills.size();
  }
  pass.seconds = watch.seconds();
  return pass;
}

W7Pass bare_w7(const BarSeries& bars) {
  const Stopwatch watch;
  const std::vector<std::int64_t> totals = totals_of(bars);
  std::vector<std::vector<double>> averages(kSlowLast + 1);
  for (std::size_t period = 5; period <= 50; period += 5) {
    averages[period] = averages_of(totals, period);
  }
  for (std::size_t period = 60; period <= 250; period += 10) {
    averages[period] = averages_of(totals, period);
  }
  W7Pass pass;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    const std::size_t first = fold * kFoldStep;
    const std::size_t middle = first + kInSample;
    W7Fold picked;
    double best = 0.0;
    for (std::size_t fast = 5; fast <= 50; fast += 5) {
      for (std::size_t slow = 60; slow <= 250; slow += 10) {
        const BareRun run =
            trade_bare(bars, averages[fast].data(), averages[slow].data(), slow, first, middle);
        pass.runs += 1;
        if (run.equity <= best) continue;
        best = run.equity;
        picked.fast = static_cast<int>(fast);
        picked.slow = static_cast<int>(slow);
      }
    }
    const auto slow = static_cast<std::size_t>(picked.slow);
    const BareRun outside = trade_bare(bars, averages[static_cast<std::size_t>(picked.fast)].data(),
                                       averages[slow].data(), slow, middle, middle + kFoldStep);
    pass.runs += 1;
    picked.pnl = outside.equity - kCash;
    picked.fills = outside.fills;
    pass.pnl += picked.pnl;
    pass.fills += picked.fills;
    pass.folds.push_back(picked);
  }
  pass.seconds = watch.seconds();
  return pass;
}

}  // namespace tw::workloads
