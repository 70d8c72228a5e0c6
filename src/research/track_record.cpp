#include "research/track_record.hpp"

#include <algorithm>
#include <limits>

#include "analytics/returns.hpp"
#include "backtest/equity_curve.hpp"

namespace tw::research {

double trades_per_year(std::size_t trades, Date first, Date last) {
  constexpr double kDaysPerYear = 365.25;
  const double years = (last - first) / kDaysPerYear;
  if (!(years > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(trades) / years;
}

TrackRecord track_record_of(const backtest::BacktestReport& report) {
  const analytics::DatedValues equity = backtest::session_equity(report.equity);
  TrackRecord record{.title = report.title, .run_id = report.run_id};
  record.warnings = report.warnings;
  record.assumptions = report.assumptions;
  if (equity.dates.empty()) return record;
  record.first = to_string(equity.dates.front());
  record.last = to_string(equity.dates.back());
  record.session_returns = analytics::simple_returns(equity.values);
  record.periods_per_year = report.periods_per_year;

  std::vector<const backtest::TradeRow*> trades;
  trades.reserve(report.trades.size());
  for (const backtest::TradeRow& trade : report.trades) trades.push_back(&trade);
  std::ranges::stable_sort(trades, {}, [](const auto* trade) { return trade->exit_at.at; });
  std::vector<double> profits;
  profits.reserve(trades.size());
  for (const backtest::TradeRow* trade : trades) profits.push_back(trade->pnl.as_double());
  record.trade_returns = trade_returns(report.initial_cash.as_double(), profits);
  record.trades_per_year =
      trades_per_year(profits.size(), equity.dates.front(), equity.dates.back());
  return record;
}

std::vector<double> trade_returns(double cash, std::span<const double> profits) {
  std::vector<double> returns;
  double account = cash;
  for (const double profit : profits) {
    returns.push_back(account > 0.0 ? profit / account : 0.0);
    account += profit;
  }
  return returns;
}

}  // namespace tw::research
