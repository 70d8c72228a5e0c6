#include "backtest/timeline.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace tw::backtest {
namespace {

// Each column of each series is a page of its own, so many rows are taken while one is at hand: 64
// are eight cache lines of it. A block of hundreds of series then leaves the second-level cache,
// but it is read in order, which costs less than coming back for fewer rows. Measured with 500.
constexpr std::size_t kBlockBars = 1 << 15;
constexpr std::size_t kBlockMomentsMin = 8;
constexpr std::size_t kBlockMomentsMax = 64;
// Of few series more moments go into a block: 16 KB of rows stay in the first-level cache.
constexpr std::size_t kBlockRowsMin = 256;
constexpr std::size_t kRowsOfLine = 64 / sizeof(std::int64_t);

/// The times at which a series' bars are known, from one row on: a column and what lies on top.
struct Ends {
  const std::int64_t* column;
  std::int64_t span;

  Ends(const BarSeries& bars, std::size_t from)
      : column{(bars.end.empty() ? bars.start : bars.end).data() + from},
        span{bars.end.empty() ? bars.timeframe.span().ns : 0} {}

  std::int64_t operator[](std::size_t i) const { return column[i] + span; }
  /// Returns how many of the first `rows` come before `time`; the first of them does.
  std::size_t count_before(std::int64_t time, std::size_t rows) const {
    const auto* const found = std::lower_bound(column + 1, column + rows, time - span);
    return static_cast<std::size_t>(found - column);
  }
};

/// Returns how many of the first `rows` are the same in both.
std::size_t together(const Ends& one, const Ends& other, std::size_t rows) {
  std::int64_t apart = 0;  // All at once, which takes lanes: most often they are.
  for (std::size_t i = 0; i < rows; ++i) apart |= one[i] ^ other[i];
  if (apart == 0) return rows;
  std::size_t same = 0;
  while (one[same] == other[same]) same += 1;
  return same;
}

}  // namespace

Timeline::Timeline(const std::vector<BarSeries>& series, std::vector<ScheduledEvent> schedule,
                   Moments moments)
    : tells_moments_{moments == Moments::Told}, schedule_{std::move(schedule)} {
  std::ranges::stable_sort(schedule_, {}, [](const ScheduledEvent& one) {
    return std::pair{one.after.unix_ns, one.event.index()};
  });
  go_on();
  feeds_.reserve(series.size());
  for (const BarSeries& one : series) feeds_.push_back({.bars = one});
  due_now_.reserve(series.size());
  const std::size_t fewest = std::max(series.size() * kBlockMomentsMin, kBlockRowsMin);
  rows_.resize(std::max(std::min(kBlockBars, series.size() * kBlockMomentsMax), fewest) + 1);
}

/// Copies the next moments of all feeds that go together into rows: moment by moment, and in each
/// moment in the order of the feeds.
void Timeline::gather() {
  std::int64_t earliest = kNever;
  others_due_ = kNever;
  due_now_.clear();  // At the end there are none, not those of the last block.
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
  rows_.front().bar.end = {kNever};
  rows_end_ = row_ + 1;  // Never passed, so never gathered again.
}

/// Returns for how many moments from now on exactly the feeds that are due have bars, and all of
/// them have one.
std::size_t Timeline::rows_together() const {
  if (due_now_.empty()) return 0;
  const Feed& first = feeds_[due_now_.front()];
  const Ends ends{first.bars, first.next};
  const std::size_t most = std::max(kBlockMomentsMax, kBlockRowsMin / due_now_.size());
  std::size_t moments = std::min((rows_.size() - 1) / due_now_.size(), most);
  moments = std::min(moments, first.left());
  if (ends[moments - 1] >= others_due_) moments = ends.count_before(others_due_, moments);
  for (const std::size_t i : std::span{due_now_}.subspan(1)) {
    const Feed& feed = feeds_[i];
    moments = together(ends, {feed.bars, feed.next}, std::min(moments, feed.left()));
  }
  return moments;
}

/// Copies the feed's next rows to `first` and every row of the block below it.
void Timeline::take(Feed& feed, std::size_t rows, Row* first) const {
  const BarSeries bars = feed.bars.slice(feed.next, rows);
  const std::size_t width = due_now_.size();
  // Plain pointers: this is the hottest read of a run.
  const std::int32_t* const session = bars.session.data();
  const std::int64_t* const start = bars.start.data();
  const Ends end{bars, 0};
  const std::int64_t* const open = bars.open.data();
  const std::int64_t* const high = bars.high.data();
  const std::int64_t* const low = bars.low.data();
  const std::int64_t* const close = bars.close.data();
  const std::int64_t* const volume = bars.volume.data();
  // A lone series' next block is on its way while this one is worked on. Of hundreds, it would be
  // gone again before its turn.
  const bool fetches_ahead = width == 1 && feed.left() >= 2 * rows;
  for (std::size_t i = 0; i < rows; ++i) {
    if (fetches_ahead && i % kRowsOfLine == 0) {
      for (const std::int64_t* column : {start, end.column, open, high, low, close, volume}) {
        __builtin_prefetch(column + rows + i);
      }
    }
    first[i * width].bar = {.instrument = bars.instrument,
                            .session = {session[i]},
                            .start = {start[i]},
                            .end = {end[i]},
                            .open = Price::from_raw(open[i]),
                            .high = Price::from_raw(high[i]),
                            .low = Price::from_raw(low[i]),
                            .close = Price::from_raw(close[i]),
                            .volume = Volume::from_raw(volume[i])};
  }
  feed.next += rows;
}

}  // namespace tw::backtest
