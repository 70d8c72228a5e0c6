#include "report/session_curves.hpp"

#include <limits>

#include "analytics/returns.hpp"
#include "core/assert.hpp"

namespace tw::report {

std::vector<Date> SessionCurves::return_dates() const {
  return {dates.empty() ? dates.begin() : dates.begin() + 1, dates.end()};
}

SessionCurves session_curves(const backtest::BacktestReport& report) {
  const bool has_benchmark =
      !report.benchmark.empty() && report.benchmark.size() == report.equity.size();
  SessionCurves curves;
  for (std::size_t i = 0; i < report.equity.size(); ++i) {
    const Date session = report.equity[i].at.session;
    const bool is_last =
        i + 1 == report.equity.size() || report.equity[i + 1].at.session != session;
    if (!is_last) continue;
    curves.dates.push_back(session);
    curves.points.push_back(i);
    curves.equity.push_back(report.equity[i].value.as_double());
    if (has_benchmark) curves.benchmark.push_back(report.benchmark[i]);
  }
  curves.returns = analytics::simple_returns(curves.equity);
  curves.benchmark_returns = analytics::simple_returns(curves.benchmark);
  curves.drawdown = analytics::drawdown_series(curves.equity);
  return curves;
}

std::vector<double> along_equity(const SessionCurves& curves, const std::vector<double>& by_session,
                                 std::size_t points_count) {
  TW_ASSERT(by_session.size() == curves.points.size());
  std::vector<double> along(points_count, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t session = 0; session < by_session.size(); ++session) {
    const std::size_t end =
        session + 1 < by_session.size() ? curves.points[session + 1] : points_count;
    for (std::size_t i = curves.points[session]; i < end; ++i) along[i] = by_session[session];
  }
  return along;
}

}  // namespace tw::report
