#include "backtest/feed_cut.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/splitmix.hpp"

namespace tw::backtest {
namespace {

// A walk that is drawn back to where it began: any length stays within a factor of three.
constexpr double kNoiseMemory = 0.98;
constexpr double kNoiseStep = 0.02;

/// Returns the row after the last that was known at `at`.
std::size_t rows_known(const BarSeries& bars, Timestamp at) {
  std::size_t known = bars.size();
  while (known > 0 && bars.end_at(known - 1) > at) known -= 1;
  return known;
}

/// Leaves out what the issuer did, and was called, after the session of row `last`.
void forget_actions(Feed& feed, std::size_t last) {
  const Date today{feed.bars.session[last]};
  std::erase_if(feed.actions,
                [&](const CorporateAction& action) { return action.ex_date > today; });
  std::erase_if(feed.symbols, [&](const SymbolSpell& spell) { return spell.from > today; });
}

BarTable copy_of(const BarSeries& bars) {
  BarTable table{.timeframe = bars.timeframe};
  table.start.assign(bars.start.begin(), bars.start.end());
  table.end.assign(bars.end.begin(), bars.end.end());
  table.session.assign(bars.session.begin(), bars.session.end());
  table.open.assign(bars.open.begin(), bars.open.end());
  table.high.assign(bars.high.begin(), bars.high.end());
  table.low.assign(bars.low.begin(), bars.low.end());
  table.close.assign(bars.close.begin(), bars.close.end());
  table.volume.assign(bars.volume.begin(), bars.volume.end());
  table.adjusted_close.assign(bars.adjusted_close.begin(), bars.adjusted_close.end());
  return table;
}

/// Returns a seed for a symbol: its feeds must go on telling one story.
std::uint64_t seed_of(std::uint64_t seed, std::string_view symbol) {
  for (const char c : symbol) seed = SplitMix::mix(seed + static_cast<unsigned char>(c));
  return seed;
}

std::int64_t raw_of(double price) {
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::llround(price)));
}

void add_noise(BarTable& table, std::size_t known, SplitMix& draws) {
  const auto base = static_cast<double>(table.close[known - 1]);
  double offset = 0.0;
  double last = base;
  for (std::size_t i = known; i < table.size(); ++i) {
    offset = kNoiseMemory * offset + kNoiseStep * (2.0 * draws.uniform() - 1.0);
    const double close = base * std::exp(offset);
    table.open[i] = raw_of(last);
    table.close[i] = raw_of(close);
    table.high[i] = raw_of(std::max(last, close) * (1.0 + kNoiseStep * draws.uniform() / 2.0));
    table.low[i] = raw_of(std::min(last, close) * (1.0 - kNoiseStep * draws.uniform() / 2.0));
    table.volume[i] = static_cast<std::int64_t>(static_cast<double>(table.volume[known - 1]) *
                                                (0.5 + draws.uniform()));
    if (!table.adjusted_close.empty()) table.adjusted_close[i] = table.close[i];
    last = close;
  }
}

bool scale(std::vector<std::int64_t>& prices, std::int64_t factor) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() / factor;
  for (std::int64_t& price : prices) {
    if (price == BarSeries::kNoValue) continue;
    if (price > most || price < -most) return false;
    price *= factor;
  }
  return true;
}

/// Puts `table` behind feed `feed` in place of the columns that it viewed.
void place(ChangedFeeds& changed, Feed feed, BarTable table) {
  changed.tables.push_back(std::move(table));
  feed.bars = changed.tables.back().view(feed.bars.instrument);
  changed.feeds.push_back(std::move(feed));
}

}  // namespace

std::optional<std::vector<Feed>> without_future(const std::vector<Feed>& feeds, Timestamp at) {
  std::vector<Feed> past = feeds;
  for (Feed& feed : past) {
    const std::size_t known = rows_known(feed.bars.slice(0, feed.range.last), at);
    if (known <= feed.range.first) return std::nullopt;
    feed.range.last = known;
    feed.bars = feed.bars.slice(0, known);
    forget_actions(feed, known - 1);
  }
  return past;
}

ChangedFeeds with_noise_after(const std::vector<Feed>& feeds, Timestamp at, std::uint64_t seed) {
  ChangedFeeds changed;
  for (const Feed& feed : feeds) {
    SplitMix draws{seed_of(seed, feed.instrument.symbol)};
    BarTable table = copy_of(feed.bars);
    Feed noisy = feed;
    const std::size_t known = rows_known(feed.bars, at);
    if (known > 0) {
      add_noise(table, known, draws);
      forget_actions(noisy, known - 1);
    }
    place(changed, std::move(noisy), std::move(table));
  }
  return changed;
}

std::optional<ChangedFeeds> at_scale(const std::vector<Feed>& feeds, std::int64_t factor) {
  ChangedFeeds changed;
  for (const Feed& feed : feeds) {
    BarTable table = copy_of(feed.bars);
    for (std::vector<std::int64_t>* prices :
         {&table.open, &table.high, &table.low, &table.close, &table.adjusted_close}) {
      if (!scale(*prices, factor)) return std::nullopt;
    }
    Feed scaled_feed = feed;
    Price& tick = scaled_feed.instrument.tick;
    tick = Price::from_raw(tick.raw() * factor);
    for (CorporateAction& action : scaled_feed.actions) {
      action.amount = scaled(action.amount, factor, 1, Rounding::HalfEven);
    }
    place(changed, std::move(scaled_feed), std::move(table));
  }
  return changed;
}

}  // namespace tw::backtest
