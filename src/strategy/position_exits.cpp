#include "strategy/position_exits.hpp"

#include <algorithm>

namespace tw::strategy {
namespace {

using exits::Held;

Price price_of(double value) { return Price::from_double(value).value_or(Price{}); }

/// Whether an entry of the instrument is still under way: its attached stop grows with its fills.
bool is_entering(const Context& context, InstrumentId instrument) {
  return std::ranges::any_of(context.orders(), [&](const Order& order) {
    return order.request.instrument == instrument && !order.request.reduce_only;
  });
}

/// Returns the stop that protects the position now, or null.
const Order* working_stop(const Context& context, InstrumentId instrument) {
  for (const Order& order : context.orders()) {
    if (order.request.instrument == instrument && order.request.reduce_only &&
        order.request.type == OrderType::Stop && order.state != OrderState::Cancelling) {
      return &order;
    }
  }
  return nullptr;
}

}  // namespace

PositionExits::PositionExits(InstrumentId instrument, Values values) {
  const Values own = values.last(kExitParameters.size());
  // The last one, the bars of the ATR, is no exit.
  const bool is_any =
      std::ranges::any_of(own.first(own.size() - 1), [](double v) { return v > 0; });
  if (is_any) chosen_ = std::make_unique<ChosenExits>(instrument, own);
}

ChosenExits::ChosenExits(InstrumentId instrument, Values own)
    : instrument_{instrument},
      needs_atr_{own[0] > 0.0 || own[1] > 0.0 || own[4] > 0.0},
      atr_stop_{.multiple = own[0]},
      chandelier_{.multiple = own[1]},
      trails_{{{.by = exits::TrailingStop::By::Percent, .distance = own[2]},
               {.by = exits::TrailingStop::By::Amount, .distance = own[3]},
               {.by = exits::TrailingStop::By::Atr, .distance = own[4]}}},
      breakeven_{.gain = own[5]},
      time_stop_{.bars = as_int(own[6])},
      ladder_{.step = own[7]},
      atr_{as_int(own[8])} {}

Exits ChosenExits::attached(Side side, Price close, Exits exits) const {
  const double at = close.as_double();
  const auto stop = tightest({.side = side,
                              .entry = at,
                              .best = at,
                              .best_close = at,
                              .atr = atr_now_,
                              .entry_atr = atr_now_});
  if (stop && stop->level > 0.0) exits.stop = price_of(stop->level);
  return exits;
}

bool ChosenExits::update(const Bar& bar, Context& context) {
  const double atr_before = atr_now_;  // All that a decision at the bar before could know.
  if (needs_atr_) atr_now_ = atr_.update(indicators::Candle::of(bar)).value_or(0.0);
  const Quantity position = context.position(instrument_);
  if (position.raw() == 0) {
    held_.bars = 0;
    has_ladder_ = false;
    return false;
  }
  quantity_ = position;
  const double entry = context.entry_price(instrument_).as_double();
  look_at(bar, {.side = position.raw() > 0 ? Side::Buy : Side::Sell,
                .entry = entry,
                .best = entry,
                .best_close = entry,
                .entry_atr = atr_before});
  if (time_stop_.is_due(held_)) {
    context.saw({{"bars_held", static_cast<double>(held_.bars)}, {"entry", held_.entry}});
    context.exit(instrument_, "time_stop");
    return true;
  }
  if (is_entering(context, instrument_)) return false;
  if (move_stop(bar, context)) return true;
  place_ladder(context);
  return false;
}

/// Brings what is known of the position up to this close; `fresh` is what it is when it is new. A
/// split changes none of it: bars, entry and position are seen on one scale.
void ChosenExits::look_at(const Bar& bar, const Held& fresh) {
  if (held_.bars == 0 || held_.side != fresh.side) {
    held_ = fresh;
    has_ladder_ = false;
  }
  const bool is_long = held_.side == Side::Buy;
  held_.best =
      exits::better(held_.side, held_.best, is_long ? bar.high.as_double() : bar.low.as_double());
  held_.best_close = exits::better(held_.side, held_.best_close, bar.close.as_double());
  held_.atr = atr_now_;
  held_.bars += 1;
}

std::optional<ChosenExits::Stop> ChosenExits::tightest(const Held& held) const {
  std::optional<Stop> best;
  const auto consider = [&](std::optional<double> level, const char* rule) {
    if (!level || (best && !exits::is_tighter(held.side, *level, best->level))) return;
    best = Stop{*level, rule};
  };
  consider(atr_stop_.level(held), "atr_stop");
  consider(chandelier_.level(held), "chandelier");
  for (const exits::TrailingStop& trail : trails_) consider(trail.level(held), "trailing_stop");
  consider(breakeven_.level(held), "breakeven");
  return best;
}

/// Sends the stop anew where it has tightened or protects another quantity than is held. Returns
/// true when the market is beyond it already, so that the position leaves at once.
bool ChosenExits::move_stop(const Bar& bar, Context& context) {
  const auto stop = tightest(held_);
  if (!stop || stop->level <= 0.0) return false;
  if (!exits::is_tighter(held_.side, bar.close.as_double(), stop->level)) {
    context.saw({{"close", bar.close.as_double()}, {"stop_level", stop->level}});
    context.exit(instrument_, stop->rule);
    return true;
  }
  Price price = context.as_ordered(instrument_, price_of(stop->level));
  Label rule = stop->rule;
  const Quantity held = magnitude(quantity_);
  if (const Order* now = working_stop(context, instrument_)) {
    const Price working = now->request.stop;
    if (!exits::is_tighter(held_.side, price.as_double(), working.as_double())) {
      // An attached stop has the size of what its entry filled, known to the venue alone.
      if (!now->is_size_known() || now->remaining() == held) return false;
      price = working;  // A stop never loosens.
      rule = now->request.tag;
    }
    context.cancel(now->id);
  }
  context.saw({{"stop_level", stop->level},
               {"entry", held_.entry},
               {"best_close", held_.best_close},
               {"atr", held_.atr}});
  ask(context, {.type = OrderType::Stop, .size = Size::units(held), .stop = price, .tag = rule});
  return false;
}

void ChosenExits::place_ladder(Context& context) {
  if (!ladder_.is_on() || has_ladder_) return;
  has_ladder_ = true;
  const Quantity held = magnitude(quantity_);
  context.saw({{"entry", held_.entry}});
  const Quantity part = to_lot(Quantity::from_raw(held.raw() / exits::ProfitLadder::kRungs),
                               context.instrument(instrument_).lot);
  for (int rung = 1; rung <= exits::ProfitLadder::kRungs; ++rung) {
    const bool is_last = rung == exits::ProfitLadder::kRungs;
    const Quantity size = is_last ? held - part * (rung - 1) : part;
    const double price = ladder_.price(held_, rung);
    if (size.raw() == 0 || price <= 0.0) continue;
    ask(context, {.type = OrderType::Limit,
                  .size = Size::units(size),
                  .limit = price_of(price),
                  .tag = "ladder"});
  }
}

void ChosenExits::ask(Context& context, OrderRequest request) const {
  request.instrument = instrument_;
  request.side = opposite(held_.side);
  request.reduce_only = true;
  context.order(request);
}

}  // namespace tw::strategy
