#include "backtest/equity_curve.hpp"

#include "backtest/time_labels.hpp"

namespace tw::backtest {
namespace {

/// Finds the sessions of increasing moments, one feed after the other being asked.
class SessionFinder {
 public:
  explicit SessionFinder(const std::vector<Feed>& feeds) : feeds_{feeds} {
    for (const Feed& feed : feeds) next_.push_back(feed.range.first);
  }

  /// Returns the session of the bar that was known at `at`.
  Date at(Timestamp at) {
    for (std::size_t i = 0; i < feeds_.size(); ++i) {
      const BarSeries& bars = feeds_[i].bars;
      while (next_[i] < feeds_[i].range.last && bars.end_at(next_[i]) < at) next_[i] += 1;
      if (next_[i] < feeds_[i].range.last && bars.end_at(next_[i]) == at) {
        return Date{bars.session[next_[i]]};
      }
    }
    return Date::of(at);
  }

 private:
  const std::vector<Feed>& feeds_;
  std::vector<std::size_t> next_;
};

void keep_last(analytics::DatedValues& values, Date session, Money equity) {
  if (values.dates.empty() || session > values.dates.back()) {
    values.dates.push_back(session);
    values.values.push_back(equity.as_double());
  } else {
    values.values.back() = equity.as_double();
  }
}

}  // namespace

std::vector<CurvePoint> equity_curve(const std::vector<Feed>& feeds, const BacktestRun& run) {
  SessionFinder sessions{feeds};
  const bool is_date = !feeds.front().bars.timeframe.is_intraday();
  std::vector<CurvePoint> curve;
  curve.reserve(run.recorder.samples().size());
  for (const EquitySample& sample : run.recorder.samples()) {
    curve.push_back({.at = {.at = sample.at, .session = sessions.at(sample.at), .is_date = is_date},
                     .value = sample.equity});
  }
  return curve;
}

analytics::DatedValues session_equity(const std::vector<CurvePoint>& curve) {
  analytics::DatedValues values;
  for (const CurvePoint& point : curve) keep_last(values, point.at.session, point.value);
  return values;
}

analytics::DatedValues session_equity(const std::vector<Feed>& feeds, const BacktestRun& run) {
  SessionFinder sessions{feeds};
  analytics::DatedValues values;
  for (const EquitySample& sample : run.recorder.samples()) {
    keep_last(values, sessions.at(sample.at), sample.equity);
  }
  return values;
}

std::vector<double> aligned(const std::vector<CurvePoint>& values,
                            const std::vector<CurvePoint>& curve) {
  std::vector<double> result;
  if (values.empty()) return result;
  result.reserve(curve.size());
  std::size_t next = 0;
  for (const CurvePoint& point : curve) {
    while (next + 1 < values.size() && values[next + 1].at.at <= point.at.at) next += 1;
    result.push_back(values[next].value.as_double());
  }
  return result;
}

}  // namespace tw::backtest
