#include "market/bar_check.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "market/split_ratio.hpp"

namespace tw::inline market {
namespace {

/// Sizes of returns counted by 64 steps an octave from 2^-40 to 2^4, so that the median of any
/// number of them takes fixed memory and is the same on every machine.
class MoveHistogram {
 public:
  void add(double size) {
    if (!(size > 0.0)) return;
    counts_[static_cast<std::size_t>(
        std::clamp<std::int64_t>(step_of(size) - kFirstStep, 0, kSteps - 1))] += 1;
    total_ += 1;
  }
  /// Returns the median, rounded down to its step; zero without any.
  double median() const {
    std::int64_t below = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      below += counts_[i];
      if (below * 2 > total_) return size_of(static_cast<std::int64_t>(i) + kFirstStep);
    }
    return 0.0;
  }

 private:
  // The exponent of a double and the first six bits of its fraction.
  static constexpr int kShift = 46;
  static std::int64_t step_of(double size) { return std::bit_cast<std::int64_t>(size) >> kShift; }
  static double size_of(std::int64_t step) { return std::bit_cast<double>(step << kShift); }

  static constexpr std::int64_t kFirstStep = std::int64_t{1023 - 40} * 64;
  static constexpr std::int64_t kSteps = std::int64_t{44} * 64;

  std::array<std::int64_t, kSteps> counts_{};
  std::int64_t total_ = 0;
};

/// Bars in a row that are alike, from row `first`.
struct Run {
  std::size_t first = 0;
  std::int64_t length = 0;
};

/// One pass over one series.
class Check {
 public:
  Check(const BarSeries& series, const SessionCalendar& calendar, const BarCheckOptions& options)
      : series_{series}, calendar_{calendar}, options_{options} {}

  BarHealth result() {
    health_.bars = series_.size();
    measure_moves();
    for (std::size_t i = 0; i < series_.size(); ++i) check(i);
    end_stale_run();
    end_zero_run();
    std::ranges::sort(health_.findings, {}, [](const BarFinding& finding) {
      return std::pair{finding.index, finding.issue};
    });
    return std::move(health_);
  }

 private:
  void find(const BarFinding& finding) {
    auto& count = health_.counts[static_cast<std::size_t>(finding.issue)];
    count += 1;
    health_.worst = std::max(health_.worst.value_or(Severity::Note), finding.severity);
    if (count > static_cast<std::int64_t>(options_.findings_max)) return;
    health_.findings.push_back(finding);
  }
  BarFinding at(std::size_t i, BarIssue issue, Severity severity) const {
    return {.issue = issue, .severity = severity, .index = i, .session = {series_.session[i]}};
  }

  bool has_prices(std::size_t i) const {
    return std::min({series_.open[i], series_.high[i], series_.low[i], series_.close[i]}) > 0;
  }
  bool is_later(std::size_t i) const { return !last_ || series_.start[i] > series_.start[*last_]; }
  bool keeps_calendar() const {
    return series_.timeframe.is_intraday() || series_.timeframe == kDaily;
  }
  /// Returns close / last close as a logarithm.
  double move(std::size_t from, std::size_t to) const {
    return std::log(static_cast<double>(series_.close[to]) /
                    static_cast<double>(series_.close[from]));
  }

  void measure_moves() {
    MoveHistogram sizes;
    for (std::size_t i = 0; i < series_.size(); ++i) {
      if (!is_later(i) || !has_prices(i)) continue;
      if (last_) measure(*last_, i, sizes);
      last_ = i;
    }
    last_.reset();
    health_.usual_move = sizes.median();
    limit_ = std::max(options_.jump_medians * health_.usual_move, options_.jump_min);
  }
  void measure(std::size_t from, std::size_t to, MoveHistogram& sizes) {
    const double log_return = move(from, to);
    sizes.add(std::abs(log_return));
    const double simple = std::expm1(log_return);
    if (std::abs(simple) <= std::abs(health_.largest_move)) return;
    health_.largest_move = simple;
    health_.largest_move_at = to;
  }

  void check(std::size_t i) {
    if (!is_later(i)) {
      const bool is_twice = series_.start[i] == series_.start[*last_];
      find(at(i, is_twice ? BarIssue::Duplicate : BarIssue::OutOfOrder, Severity::Error));
      return;
    }
    if (!has_prices(i)) {
      check_prices(i);
      return;
    }
    check_range(i);
    if (keeps_calendar()) check_session(i);
    check_stale(i);
    check_volume(i);
    if (last_) check_move(*last_, i);
    last_ = i;
  }

  void check_prices(std::size_t i) {
    BarFinding finding = at(i, BarIssue::NonPositivePrice, Severity::Error);
    const std::int64_t lowest =
        std::min({series_.open[i], series_.high[i], series_.low[i], series_.close[i]});
    finding.value = Price::from_raw(lowest).as_double();
    find(finding);
  }

  void check_range(std::size_t i) {
    const std::int64_t high = series_.high[i];
    const std::int64_t low = series_.low[i];
    const std::int64_t highest = std::max({series_.open[i], series_.close[i], low});
    const std::int64_t lowest = std::min({series_.open[i], series_.close[i], high});
    if (high >= highest && low <= lowest) return;
    BarFinding finding = at(i, BarIssue::HighLow, high < low ? Severity::Error : Severity::Warning);
    const bool is_high = high < highest;
    finding.value = Price::from_raw(is_high ? high : low).as_double();
    finding.limit = Price::from_raw(is_high ? highest : lowest).as_double();
    find(finding);
  }

  void check_session(std::size_t i) {
    const Date date{series_.session[i]};
    if (!session_date_ || *session_date_ != date) move_to_session(i, date);
    const bool is_on_calendar = series_.timeframe.is_intraday()
                                    ? session_ && session_->contains(Timestamp{series_.start[i]})
                                    : session_.has_value();
    if (!is_on_calendar) find(at(i, BarIssue::OffCalendar, Severity::Warning));
  }
  void move_to_session(std::size_t i, Date date) {
    if (session_date_ && date > *session_date_) {
      const int missing = calendar_.sessions_between(*session_date_ + 1, date - 1);
      if (missing > 0) find_missing(i, missing);
    }
    session_date_ = date;
    session_ = calendar_.extended_session(date);
    health_.sessions += session_ ? 1 : 0;
  }
  void find_missing(std::size_t i, int missing) {
    health_.sessions_missing += missing;
    BarFinding finding = at(i, BarIssue::MissingSession, Severity::Warning);
    finding.session = calendar_.next_session(*session_date_).date;
    finding.count = missing;
    find(finding);
  }

  void check_stale(std::size_t i) {
    const bool is_same = last_ && series_.open[i] == series_.open[*last_] &&
                         series_.high[i] == series_.high[*last_] &&
                         series_.low[i] == series_.low[*last_] &&
                         series_.close[i] == series_.close[*last_];
    if (!is_same) {
      end_stale_run();
      stale_ = {.first = i, .length = 0};
    }
    stale_.length += 1;
  }
  void end_stale_run() {
    if (stale_.length < std::max(options_.stale_run_min, 2)) return;
    BarFinding finding = at(stale_.first, BarIssue::StaleRun, Severity::Warning);
    finding.count = stale_.length;
    find(finding);
  }

  void check_volume(std::size_t i) {
    if (series_.volume[i] != 0) {
      end_zero_run();
      zero_ = {};
      return;
    }
    if (zero_.length == 0) zero_.first = i;
    zero_.length += 1;
    health_.bars_without_volume += 1;
  }
  void end_zero_run() {
    if (zero_.length == 0) return;
    BarFinding finding = at(zero_.first, BarIssue::ZeroVolume, Severity::Note);
    finding.count = zero_.length;
    find(finding);
  }

  void check_move(std::size_t from, std::size_t to) {
    if (is_split_like(from, to)) return;
    const double log_return = move(from, to);
    if (std::abs(log_return) <= limit_) return;
    BarFinding finding = at(to, BarIssue::Jump, Severity::Warning);
    finding.value = std::expm1(log_return);
    finding.limit = std::expm1(limit_);
    find(finding);
  }
  /// Splits take effect between sessions; inside one, a jump is a jump. Of bars inside a session
  /// the close counts too: the first print of a day may still be at the old price.
  bool is_split_like(std::size_t from, std::size_t to) {
    if (series_.session[from] == series_.session[to]) return false;
    return is_split_like(from, to, series_.open[to]) ||
           (series_.timeframe.is_intraday() && is_split_like(from, to, series_.close[to]));
  }
  bool is_split_like(std::size_t from, std::size_t to, std::int64_t price) {
    const double ratio = static_cast<double>(series_.close[from]) / static_cast<double>(price);
    const double split = nearest_split(ratio).value();
    const bool is_near = std::abs(std::log(ratio / split)) <= options_.split_tolerance;
    if (!is_near || std::abs(std::log(ratio)) <= limit_) return false;
    BarFinding finding = at(to, BarIssue::SplitLike, Severity::Warning);
    finding.value = ratio;
    finding.limit = split;
    find(finding);
    return true;
  }

  // Constant after construction.
  const BarSeries& series_;
  const SessionCalendar& calendar_;
  const BarCheckOptions& options_;

  // Known after the first reading.
  double limit_ = 0.0;

  // Moves with every row of a reading.
  std::optional<std::size_t> last_;  ///< The last row that is in order and has prices.
  std::optional<Date> session_date_;
  std::optional<Session> session_;
  Run stale_;
  Run zero_;
  BarHealth health_;
};

}  // namespace

BarHealth check_bars(const BarSeries& series, const SessionCalendar& calendar,
                     const BarCheckOptions& options) {
  return Check{series, calendar, options}.result();
}

}  // namespace tw::inline market
