#include "backtest/trade_rows.hpp"

#include <algorithm>

#include "backtest/sleeves.hpp"
#include "backtest/time_labels.hpp"
#include "market/split_scale.hpp"

namespace tw::backtest {
namespace {

/// The lowest and highest price that a trade can have stood at.
struct Span {
  double low;
  double high;

  void take(double price) {
    low = std::min(low, price);
    high = std::max(high, price);
  }
};

/// Turns prices of later days into the units of a trade's entry, across the splits since.
class EntryUnits {
 public:
  EntryUnits(const Feed& feed, Date entry) {
    for (const CorporateAction& action : feed.actions) {
      if (action.kind != CorporateAction::Kind::Split || action.ex_date <= entry) continue;
      splits_.push_back(action);
    }
  }

  double operator()(Price price, Date on) const {
    SplitScale scale;
    for (const CorporateAction& split : splits_) {
      if (split.ex_date <= on) scale = scale.after(split);
    }
    return price.as_double() * scale.value();
  }

 private:
  std::vector<CorporateAction> splits_;
};

/// Returns the prices between entry and exit, in the units of the entry. A bar entered at its close
/// shows nothing of itself; of a bar left at its open or inside it, only its open and the exit are
/// sure to have been seen.
Span held_prices(const Feed& feed, const portfolio::RoundTrip& trip, std::size_t first,
                 std::size_t last) {
  const BarSeries& bars = feed.bars;
  const EntryUnits in_entry_units{feed, {bars.session[first]}};
  const auto seen = [&](std::span<const std::int64_t> column, std::size_t i) {
    return in_entry_units(Price::from_raw(column[i]), {bars.session[i]});
  };
  const double entry = trip.entry_price.as_double();
  Span span{.low = entry, .high = entry};
  span.take(in_entry_units(trip.exit_price, {bars.session[last]}));
  for (std::size_t i = first; i <= last; ++i) {
    if (i == first && trip.is_entry_at_close) continue;
    if (i == last && !trip.is_exit_at_close) {
      if (i != first) span.take(seen(bars.open, i));
      continue;
    }
    span.take(seen(bars.low, i));
    span.take(seen(bars.high, i));
  }
  return span;
}

void set_excursions(TradeRow& row, const Feed& feed, const portfolio::RoundTrip& trip) {
  const BarSeries& bars = feed.bars;
  const auto first = bar_at(bars, trip.entry_at, edge_of(trip.is_entry_at_close));
  const auto last = bar_at(bars, trip.exit_at, edge_of(trip.is_exit_at_close));
  if (!first || !last) return;
  row.bars_held = static_cast<std::int64_t>(*last) - static_cast<std::int64_t>(*first);
  const double entry = trip.entry_price.as_double();
  if (entry <= 0.0) return;
  const Span span = held_prices(feed, trip, *first, *last);
  const double fall = span.low / entry - 1.0;
  const double rise = span.high / entry - 1.0;
  row.mae = row.is_long ? fall : -rise;
  row.mfe = row.is_long ? rise : -fall;
}

/// Writes how long an order works and what it depends on.
void set_conditions(OrderRow& row, const OrderRecord& order) {
  const OrderRequest& request = order.request;
  row.time_in_force = to_string(request.time_in_force);
  row.reduce_only = request.reduce_only;
  row.outside_hours = request.outside_hours;
  if (order.trail.is_percent()) {
    row.trail_percent = order.trail.percent();
  } else {
    row.trail_amount = order.trail.amount();
  }
  row.limit_offset = order.limit_offset;
  row.expires_at = request.expires_at;
  row.parent = sequence_of(request.parent);
  row.group = static_cast<std::uint64_t>(request.group);
}

}  // namespace

std::vector<TradeRow> trade_rows(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                 const BacktestRun& run) {
  const std::vector<Sleeve> sleeves = sleeves_of(spec);
  std::vector<TradeRow> rows;
  rows.reserve(run.recorder.trips().size());
  for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
    const Feed& feed = feeds[index_of(trip.instrument)];
    const double entry_value = magnitude(trip.entry_value).as_double();
    TradeRow row{.symbol = {},
                 .strategy = sleeves[feed.sleeve].name,
                 .is_long = trip.quantity.raw() > 0,
                 .quantity = trip.entry_quantity,
                 .exit_quantity = trip.quantity,
                 .entry_at = label_of(feed.bars, trip.entry_at, edge_of(trip.is_entry_at_close)),
                 .entry_price = trip.entry_price,
                 .exit_at = label_of(feed.bars, trip.exit_at, edge_of(trip.is_exit_at_close)),
                 .exit_price = trip.exit_price,
                 .pnl = trip.pnl,
                 .return_ = entry_value > 0.0 ? trip.pnl.as_double() / entry_value : 0.0,
                 .commission = trip.commission,
                 .entry_tag = std::string{trip.entry_tag.view()},
                 .exit_tag = std::string{trip.exit_tag.view()}};
    row.symbol = feed.symbol_on(row.exit_at.session);
    set_excursions(row, feed, trip);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<OpenPositionRow> open_position_rows(const std::vector<Feed>& feeds,
                                                const BacktestRun& run) {
  std::vector<OpenPositionRow> rows;
  for (const OpenLot& open : run.open_lots) {
    const Feed& feed = feeds[index_of(open.instrument)];
    const Money value =
        notional(open.mark, open.lot.quantity, Rounding::HalfEven) * feed.instrument.multiplier;
    rows.push_back(
        {.symbol = std::string{feed.symbol_on({feed.bars.session[feed.range.last - 1]})},
         .quantity = open.lot.quantity,
         .entry_at = label_of(feed.bars, open.lot.entry_at, edge_of(open.lot.is_entry_at_close)),
         .entry_price = open.lot.entry_price,
         .mark = open.mark,
         .unrealised = value - open.lot.cost,
         .commission = open.lot.commission,
         .entry_tag = std::string{open.lot.entry_tag.view()}});
  }
  return rows;
}

std::vector<OrderRow> order_rows(const std::vector<Feed>& feeds, const BacktestRun& run) {
  std::vector<OrderRow> rows;
  rows.reserve(run.recorder.orders().size());
  for (const OrderRecord& order : run.recorder.orders()) {
    const Feed& feed = feeds[index_of(order.request.instrument)];
    const TimeLabel placed_at = label_of(feed.bars, order.placed_at, BarEdge::End);
    const double filled = order.filled.as_double();
    const auto average = Price::from_double(filled > 0.0 ? order.filled_value / filled : 0.0);
    rows.push_back({.id = sequence_of(order.id),
                    .symbol = std::string{feed.symbol_on(placed_at.session)},
                    .is_buy = order.request.side == Side::Buy,
                    .type = to_string(order.request.type),
                    .state = to_string(order.state),
                    .reason = to_string(order.reason),
                    .quantity = order.quantity,
                    .filled = order.filled,
                    .limit = order.limit,
                    .stop = order.stop,
                    .average_price = average.value_or(Price{}),
                    .commission = order.commission,
                    .placed_at = placed_at,
                    .ended_at = label_of(feed.bars, order.ended_at, edge_of(order.is_end_at_close)),
                    .tag = std::string{order.request.tag.view()},
                    .version = order.version});
    set_conditions(rows.back(), order);
  }
  return rows;
}

std::vector<analytics::BarSpan> held_spans(const std::vector<Feed>& feeds, const BacktestRun& run) {
  const Feed& feed = feeds.front();
  const auto row_of = [&](Timestamp at, bool is_at_close) {
    const std::size_t bar = bar_at(feed.bars, at, edge_of(is_at_close)).value_or(0);
    return std::clamp(bar, feed.range.first, feed.range.last - 1) - feed.range.first;
  };
  std::vector<analytics::BarSpan> spans;
  for (const portfolio::RoundTrip& trip : run.recorder.trips()) {
    if (trip.instrument != feed.instrument.id) continue;
    spans.push_back({.entry_bar = row_of(trip.entry_at, trip.is_entry_at_close),
                     .exit_bar = row_of(trip.exit_at, trip.is_exit_at_close)});
  }
  for (const OpenLot& open : run.open_lots) {
    if (open.instrument != feed.instrument.id) continue;
    spans.push_back({.entry_bar = row_of(open.lot.entry_at, open.lot.is_entry_at_close),
                     .exit_bar = feed.range.size() - 1});
  }
  return spans;
}

}  // namespace tw::backtest
