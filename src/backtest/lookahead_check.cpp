#include "backtest/lookahead_check.hpp"

#include <algorithm>

#include "backtest/feed_cut.hpp"
#include "core/splitmix.hpp"

namespace tw::backtest {
namespace {

// The last bars, in which an end rule may hold the strategy back, are no place to cut.
constexpr std::size_t kWindDownBars = 3;

bool asks_alike(const OrderRecord& a, const OrderRecord& b) {
  const OrderRequest& x = a.request;
  const OrderRequest& y = b.request;
  return a.id == b.id && a.placed_at == b.placed_at && x.instrument == y.instrument &&
         x.side == y.side && x.type == y.type && x.limit == y.limit && x.stop == y.stop &&
         x.parent == y.parent && x.size.quantity() == y.size.quantity() &&
         x.size.fraction() == y.size.fraction() && x.tag == y.tag;
}

}  // namespace

LookaheadCheck check_lookahead(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                               const BacktestRun& run, int cuts) {
  BacktestSpec plain_end = spec;
  plain_end.rules.end_rule = sim::EndRule::MarkOpen;  // A cut is no end that anyone winds down for.
  const Feed& first = feeds.front();
  SplitMix draws{first.range.size()};
  LookaheadCheck check;
  if (first.range.size() <= kWindDownBars) return check;
  for (int i = 0; i < cuts; ++i) {
    const std::size_t row = first.range.first + draws.next() % (first.range.size() - kWindDownBars);
    const Timestamp at = first.bars.end_at(row);
    const auto past = without_future(feeds, at);
    if (!past) continue;
    const BacktestRun short_run = run_backtest(plain_end, *past);
    const auto& short_orders = short_run.recorder.orders();
    const auto& orders = run.recorder.orders();
    const auto until = std::find_if(orders.begin(), orders.end(),
                                    [&](const OrderRecord& order) { return order.placed_at > at; });
    check.cuts += 1;
    const bool same =
        std::equal(orders.begin(), until, short_orders.begin(), short_orders.end(), asks_alike);
    if (!same) check.faults.push_back(at);
  }
  return check;
}

}  // namespace tw::backtest
