#include "backtest/run_comparison.hpp"

#include <algorithm>
#include <map>

#include "analytics/comparison.hpp"
#include "analytics/returns.hpp"
#include "backtest/equity_curve.hpp"
#include "core/assert.hpp"

namespace tw::backtest {
namespace {

/// Counts trades that both have and collects those that only one has.
void compare_trades(const ComparedRun& one, const ComparedRun& other, RunDifference& difference) {
  std::multimap<std::string, const ComparedTrade*> unmatched;
  for (const ComparedTrade& trade : other.trades) unmatched.emplace(trade.key(), &trade);
  for (const ComparedTrade& trade : one.trades) {
    const auto match = unmatched.find(trade.key());
    if (match == unmatched.end()) {
      difference.only_one.push_back(trade);
      continue;
    }
    difference.common_trades += 1;
    difference.resized_trades += match->second->quantity != trade.quantity ? 1U : 0U;
    difference.common_pnl_change += match->second->pnl - trade.pnl;
    unmatched.erase(match);
  }
  for (const auto& [key, trade] : unmatched) difference.only_other.push_back(*trade);
  std::ranges::stable_sort(difference.only_other, {}, &ComparedTrade::entry_at);
}

void compare_equity(const ComparedRun& one, const ComparedRun& other, RunDifference& difference) {
  const auto joined =
      analytics::inner_join(session_equity(one.equity), session_equity(other.equity));
  difference.common_sessions = joined.dates.size();
  if (joined.dates.size() < 3) return;
  const auto a = analytics::simple_returns(joined.left);
  const auto b = analytics::simple_returns(joined.right);
  difference.correlation = analytics::compare(a, b, {}).correlation;
}

bool has_same_equity(const ComparedRun& one, const ComparedRun& other) {
  return std::ranges::equal(one.equity, other.equity, [](const auto& a, const auto& b) {
    return a.value == b.value && to_string(a.at) == to_string(b.at);
  });
}

}  // namespace

std::string ComparedTrade::key() const {
  return symbol + (is_long ? " long " : " short ") + entry_at + " " + exit_at;
}

std::optional<double> ComparedRun::metric(std::string_view key) const {
  const auto found =
      std::ranges::find_if(metrics, [&](const auto& one) { return one.first == key; });
  return found == metrics.end() ? std::nullopt : found->second;
}

ComparedRun compared(std::string name, const BacktestReport& report) {
  ComparedRun run{.name = std::move(name),
                  .run_id = report.run_id,
                  .commands_hash = report.commands_hash,
                  .metrics = {},
                  .trades = {},
                  .equity = report.equity};
  for (const Metric& metric : report.metrics) {
    run.metrics.emplace_back(std::string{metric.key}, metric.value);
  }
  for (const TradeRow& row : report.trades) {
    run.trades.push_back({.symbol = row.symbol,
                          .is_long = row.is_long,
                          .entry_at = to_string(row.entry_at),
                          .exit_at = to_string(row.exit_at),
                          .quantity = row.quantity.as_double(),
                          .pnl = row.pnl.as_double()});
  }
  return run;
}

RunComparison compare_runs(std::vector<ComparedRun> runs) {
  TW_ASSERT(runs.size() > 1);
  RunComparison comparison{.runs = std::move(runs), .metric_keys = {}, .pairs = {}};
  for (const ComparedRun& run : comparison.runs) {
    for (const auto& [key, value] : run.metrics) {
      const bool is_known =
          std::ranges::find(comparison.metric_keys, key) != comparison.metric_keys.end();
      if (!is_known) comparison.metric_keys.push_back(key);
    }
  }
  for (std::size_t i = 0; i < comparison.runs.size(); ++i) {
    for (std::size_t j = i + 1; j < comparison.runs.size(); ++j) {
      RunDifference difference{.one = i, .other = j};
      compare_trades(comparison.runs[i], comparison.runs[j], difference);
      compare_equity(comparison.runs[i], comparison.runs[j], difference);
      difference.is_same = comparison.runs[i].commands_hash == comparison.runs[j].commands_hash &&
                           has_same_equity(comparison.runs[i], comparison.runs[j]);
      comparison.pairs.push_back(std::move(difference));
    }
  }
  return comparison;
}

}  // namespace tw::backtest
