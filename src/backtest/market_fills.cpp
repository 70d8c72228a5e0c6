#include "backtest/market_fills.hpp"

#include <algorithm>

#include "analytics/moments.hpp"

namespace tw::backtest {
namespace {

constexpr std::size_t kSessions = 20;
constexpr std::size_t kSessionsLeast = 5;

/// One instrument's market, session by session.
class DailyMarket {
 public:
  explicit DailyMarket(const Feed& feed) {
    const BarSeries& bars = feed.bars;
    const double multiplier = static_cast<double>(feed.instrument.multiplier);
    for (std::size_t i = 0; i < bars.size(); ++i) {
      const Date session{bars.session[i]};
      if (dates_.empty() || dates_.back() != session) {
        dates_.push_back(session);
        values_.push_back(0.0);
        closes_.push_back(0.0);
      }
      closes_.back() = Price::from_raw(bars.close[i]).as_double();
      values_.back() += closes_.back() * Volume::from_raw(bars.volume[i]).as_double() * multiplier;
    }
    returns_.assign(closes_.size(), 0.0);
    for (std::size_t i = 1; i < closes_.size(); ++i) {
      if (!is_split(feed, dates_[i])) returns_[i] = closes_[i] / closes_[i - 1] - 1.0;
    }
  }

  analytics::MarketFill fill(double value, Date on) const {
    const auto before =
        static_cast<std::size_t>(std::ranges::lower_bound(dates_, on) - dates_.begin());
    const std::size_t end = before < kSessionsLeast ? std::min(kSessions, dates_.size()) : before;
    const std::size_t count = std::min(kSessions, end);
    const auto values = std::span{values_}.subspan(end - count, count);
    const auto returns = std::span{returns_}.subspan(end - count, count);
    return {.value = value,
            .daily_value = analytics::mean(values).value_or(0.0),
            .daily_volatility = analytics::sample_deviation(returns).value_or(0.0)};
  }

 private:
  /// A price in new units is no return.
  static bool is_split(const Feed& feed, Date on) {
    return std::ranges::any_of(feed.actions, [on](const CorporateAction& action) {
      return action.kind == CorporateAction::Kind::Split && action.ex_date == on;
    });
  }

  std::vector<Date> dates_;
  std::vector<double> values_;
  std::vector<double> closes_;
  std::vector<double> returns_;
};

}  // namespace

std::vector<analytics::MarketFill> market_fills(const std::vector<Feed>& feeds,
                                                std::span<const portfolio::RoundTrip> trips) {
  std::vector<DailyMarket> markets;
  markets.reserve(feeds.size());
  for (const Feed& feed : feeds) markets.emplace_back(feed);
  std::vector<analytics::MarketFill> fills;
  fills.reserve(2 * trips.size());
  for (const portfolio::RoundTrip& trip : trips) {
    const DailyMarket& market = markets[index_of(trip.instrument)];
    const double entry = magnitude(trip.entry_value).as_double();
    const double exit = magnitude(trip.exit_value).as_double();
    fills.push_back(market.fill(entry, Date::of(trip.entry_at)));
    fills.push_back(market.fill(exit, Date::of(trip.exit_at)));
  }
  return fills;
}

}  // namespace tw::backtest
