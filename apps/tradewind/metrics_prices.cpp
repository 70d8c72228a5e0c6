#include "metrics_prices.hpp"

#include <cmath>
#include <utility>
#include <variant>

#include "analytics/figures.hpp"
#include "analytics/sharpe.hpp"
#include "output.hpp"
#include "report/analysis_json.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

void compare_with(const analytics::DatedValues& benchmark, const std::string& path,
                  Measured& measured) {
  measured.joined = analytics::inner_join(measured.closes, benchmark);
  const std::size_t shared = measured.joined.dates.size();
  if (shared < 3) {
    throw Failure{ExitCode::BadData,
                  "'" + path + "' shares " + std::to_string(shared) +
                      " sessions with the data, at least 3 are needed; give a benchmark of the"
                      " same dates"};
  }
  if (shared < measured.closes.size()) {
    print("warning: " + path + ": the comparison is over the " + std::to_string(shared) + " of " +
              std::to_string(measured.closes.size()) + " sessions that both have\n",
          true);
  }
  const std::vector<double> own = analytics::simple_returns(measured.joined.left);
  const std::vector<double> theirs = analytics::simple_returns(measured.joined.right);
  const auto dates = std::span{measured.joined.dates}.subspan(1);
  measured.performance.comparison = analytics::compare(own, theirs, measured.terms);
  measured.regimes = analytics::regime_slices(own, theirs, dates, measured.terms);
  measured.crises = analytics::crisis_slices(own, theirs, dates, measured.terms);
}

void check(const MetricsOptions& options) {
  if (!(options.risk_free_annual > -1.0 && options.risk_free_annual < 1.0)) {
    throw Failure{ExitCode::BadUsage,
                  "--rf is a fraction a year between -1 and 1; write 0.02 for"
                  " 2 %"};
  }
  if (!std::isfinite(options.sharpe_floor)) {
    throw Failure{ExitCode::BadUsage, "--sharpe-floor is a Sharpe ratio a year; write 0.5"};
  }
}

}  // namespace

Measured measure_prices(const MetricsOptions& options) {
  check(options);
  NamedCloses source = named_closes(options.file);
  Measured measured{
      .symbol = std::move(source.symbol),
      .benchmark = options.benchmark,
      .closes = std::move(source.closes),
      .terms = {.periods_per_year = options.periods_per_year > 0.0 ? options.periods_per_year
                                                                   : source.periods_per_year,
                .risk_free_annual = options.risk_free_annual}};
  const analytics::DatedValues& closes = measured.closes;
  if (closes.size() < 2) {
    throw Failure{ExitCode::BadData, "'" + options.file.file + "' has one session in the range, " +
                                         to_string(closes.dates.front()) +
                                         "; at least two make a return"};
  }
  measured.returns = analytics::simple_returns(closes.values);
  if (options.rolling > measured.returns.size()) {
    throw Failure{ExitCode::BadUsage, "--rolling is " + std::to_string(options.rolling) +
                                          ", more than the " +
                                          std::to_string(measured.returns.size()) +
                                          " returns that there are; give a shorter window"};
  }
  const auto return_dates = std::span{closes.dates}.subspan(1);
  measured.performance = analytics::measure(measured.returns, closes.dates, measured.terms);
  measured.drawdowns = deepest(analytics::find_drawdowns(closes.values), report::kDrawdownsListed);
  measured.months = analytics::monthly_returns(measured.returns, return_dates);
  measured.years = analytics::yearly_returns(measured.returns, return_dates);
  if (const auto error = analytics::sharpe_error(measured.returns)) {
    measured.psr_floor = analytics::probabilistic_sharpe(
        *error, options.sharpe_floor / std::sqrt(measured.terms.periods_per_year));
  }
  measured.crises = analytics::crisis_slices(measured.returns, {}, return_dates, measured.terms);
  if (!options.benchmark.empty()) {
    compare_with(named_closes(beside(options.file, options.benchmark)).closes, options.benchmark,
                 measured);
  }
  return measured;
}

}  // namespace tw::app
