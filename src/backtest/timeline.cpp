#include "backtest/timeline.hpp"

#include <span>
#include <utility>

namespace tw::backtest {
namespace {

// As many bars as a second-level cache holds beside the state of their instruments, but no more
// moments than a cache line of each column serves a few times over.
constexpr std::size_t kBlockBars = 1 << 13;
constexpr std::size_t kBlockMomentsMin = 8;
constexpr std::size_t kBlockMomentsMax = 64;

}  // namespace

Timeline::Timeline(const std::vector<BarSeries>& series, std::vector<ScheduledEvent> schedule,
                   Moments moments)
    : tells_moments_{moments == Moments::Told}, schedule_{std::move(schedule)} {
  std::ranges::stable_sort(schedule_, {}, [](const ScheduledEvent& one) {
    return std::pair{one.after.unix_ns, one.event.index()};
  });
  next_scheduled_ = scheduled_due();
  feeds_.reserve(series.size());
  for (const BarSeries& one : series) feeds_.push_back({.bars = one});
  due_now_.reserve(series.size());
  const std::size_t fewest = series.size() * kBlockMomentsMin;
  rows_.resize(std::max(std::min(kBlockBars, series.size() * kBlockMomentsMax), fewest) + 1);
}

/// Copies the next moments of all feeds that go together into rows: moment by moment, and in each
/// moment in the order of the feeds.
void Timeline::gather() {
  std::int64_t earliest = kNever;
  others_due_ = kNever;
  for (std::size_t i = 0; i < feeds_.size(); ++i) {
    const std::int64_t due = feeds_[i].due();
    if (due < earliest) {
      others_due_ = std::exchange(earliest, due);
      due_now_.clear();
    }
    if (due != earliest) {
      others_due_ = std::min(others_due_, due);
    } else if (due != kNever) {
      due_now_.push_back(i);
    }
  }
  const std::size_t moments = rows_together();
  const std::size_t width = due_now_.size();
  for (std::size_t i = 0; i < width; ++i) take(feeds_[due_now_[i]], moments, rows_.data() + i);
  row_ = rows_.data();
  rows_end_ = row_ + moments * width;
  if (moments != 0) return;
  rows_.front().end = {kNever};
  rows_end_ = row_ + 1;  // Never passed, so never gathered again.
}

/// Returns for how many moments from now on exactly the feeds that are due have bars, and all of
/// them have one.
std::size_t Timeline::rows_together() const {
  if (due_now_.empty()) return 0;
  const Feed& first = feeds_[due_now_.front()];
  const std::size_t most = std::min((rows_.size() - 1) / due_now_.size(), kBlockMomentsMax);
  std::size_t moments = std::min(most, first.bars.size() - first.next);
  while (moments > 1 && first.due(moments - 1) >= others_due_) moments -= 1;
  for (const std::size_t i : std::span{due_now_}.subspan(1)) {
    for (std::size_t k = 1; k < moments; ++k) {
      if (feeds_[i].due(k) != first.due(k)) moments = k;
    }
  }
  return moments;
}

/// Copies the feed's next rows to `first` and every row of the block below it.
void Timeline::take(Feed& feed, std::size_t rows, Bar* first) const {
  const BarSeries bars = feed.bars.slice(feed.next, rows);
  const std::size_t width = due_now_.size();
  // Plain pointers: this is the hottest read of a run.
  const std::int32_t* const session = bars.session.data();
  const std::int64_t* const start = bars.start.data();
  const std::int64_t* const end = bars.end.empty() ? start : bars.end.data();
  const std::int64_t span = bars.end.empty() ? bars.timeframe.span().ns : 0;
  const std::int64_t* const open = bars.open.data();
  const std::int64_t* const high = bars.high.data();
  const std::int64_t* const low = bars.low.data();
  const std::int64_t* const close = bars.close.data();
  const std::int64_t* const volume = bars.volume.data();
  for (std::size_t i = 0; i < rows; ++i) {
    first[i * width] = {.instrument = bars.instrument,
                        .session = {session[i]},
                        .start = {start[i]},
                        .end = {end[i] + span},
                        .open = Price::from_raw(open[i]),
                        .high = Price::from_raw(high[i]),
                        .low = Price::from_raw(low[i]),
                        .close = Price::from_raw(close[i]),
                        .volume = Volume::from_raw(volume[i])};
  }
  feed.next += rows;
}

}  // namespace tw::backtest
