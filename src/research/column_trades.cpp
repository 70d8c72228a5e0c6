#include "research/column_trades.hpp"

#include <algorithm>

#include "engine/sizing.hpp"
#include "portfolio/value.hpp"
#include "sim/commission.hpp"
#include "sim/fill_size.hpp"
#include "sim/resting_order.hpp"
#include "sim/sim_account.hpp"

namespace tw::research {
namespace {

/// One account and its orders, bar by bar where something happens.
class Account {
 public:
  Account(const backtest::BacktestSpec& spec, const backtest::Feed& feed)
      : spec_{spec},
        feed_{feed},
        instrument_{feed.instrument},
        account_{std::span{&feed.instrument, 1}, spec.cash, spec.rules.margin},
        sizing_{.at_decision = spec.rules.size_at == sim::SizeAt::Decision,
                .cash_buffer = spec.rules.cash_buffer,
                .margin = spec.rules.margin,
                .whole_units = spec.rules.whole_units,
                .rule = {}} {
    has_volume_ = spec.rules.participation.raw() != 0 &&
                  std::ranges::any_of(feed.bars.volume, [](auto volume) { return volume != 0; });
  }

  /// Decides on `bar` and fills at the next one's open, if anything comes of it. Returns false when
  /// the market there is too thin to fill all of it.
  bool buy(std::size_t bar, std::vector<ColumnFill>& fills) {
    sim::RestingOrder order = order_of(Side::Buy, spec_.size);
    if (spec_.size.is_fraction() && sizing_.at_decision) {
      const Quantity units =
          engine::units_for(spec_.size.fraction(), instrument_, sizing_,
                            {.equity = account_.cash(), .gross = {}, .mark = close(bar)});
      if (units.raw() <= 0) return true;  // Risk denies an order for nothing.
      order.request.size = Size::units(units);
    }
    order.quantity = order.request.size.quantity();
    if (spec_.rules.checks_funds_on_arrival && !is_paid_on_arrival(order, bar)) return true;
    const Price quoted = open(bar + 1);
    const Price price = with_costs(quoted, Side::Buy);
    account_.mark(instrument_.id, spec_.rules.funds_look_at_close ? close(bar + 1) : quoted);
    const Quantity quantity =
        sim::size_fill(order, instrument_, spec_.rules, account_, price, quoted).quantity;
    if (is_too_much(quantity, bar + 1)) return false;
    if (quantity.raw() > 0) fill(Side::Buy, bar + 1, quantity, price, fills);
    return true;
  }

  bool sell(std::size_t bar, std::vector<ColumnFill>& fills) {
    const Quantity quantity = account_.position(instrument_.id);
    if (is_too_much(quantity, bar + 1)) return false;
    fill(Side::Sell, bar + 1, quantity, with_costs(open(bar + 1), Side::Sell), fills);
    return account_.cash().raw() >= 0;
  }

  bool is_long() const { return account_.position(instrument_.id).raw() > 0; }

 private:
  bool is_paid_on_arrival(const sim::RestingOrder& order, std::size_t decided) {
    account_.mark(instrument_.id, close(decided));
    const auto cost = sim::cost_on_arrival(order, instrument_, spec_.rules, account_);
    return cost && (cost->raw() <= 0 || *cost <= account_.free_margin());
  }
  Price open(std::size_t bar) const { return Price::from_raw(feed_.bars.open[bar]); }
  Price close(std::size_t bar) const { return Price::from_raw(feed_.bars.close[bar]); }

  sim::RestingOrder order_of(Side side, Size size) const {
    sim::RestingOrder order;
    order.request = {.instrument = instrument_.id, .side = side, .size = size};
    return order;
  }

  Price with_costs(Price price, Side side) const {
    const bool buys = side == Side::Buy;
    if (spec_.rules.spread.rate.raw() != 0 && (buys || !spec_.rules.spread.entries_only)) {
      const Price worse = portion(price, spec_.rules.spread.rate, Rounding::HalfEven);
      price = buys ? price + worse : price - worse;
    }
    return to_tick(price, instrument_.tick, buys ? Rounding::Up : Rounding::Down);
  }

  bool is_too_much(Quantity quantity, std::size_t bar) const {
    if (!has_volume_) return false;
    const Wide most = Wide{feed_.bars.volume[bar]} * (Quantity::kScale / Volume::kScale) *
                      spec_.rules.participation.raw();
    return Wide{quantity.raw()} * Ratio::kScale > most;
  }

  void fill(Side side, std::size_t bar, Quantity quantity, Price price,
            std::vector<ColumnFill>& fills) {
    const Money value = portfolio::value_of(price, quantity, instrument_.multiplier);
    const Money fee = sim::commission(spec_.rules.commission, quantity, value);
    account_.trade(instrument_.id, side, quantity, price, fee);
    fills.push_back({.bar = bar,
                     .is_buy = side == Side::Buy,
                     .quantity = quantity,
                     .price = price,
                     .commission = fee,
                     .value = value,
                     .cash_after = account_.cash()});
  }

  const backtest::BacktestSpec& spec_;
  const backtest::Feed& feed_;
  const Instrument& instrument_;
  sim::SimAccount account_;
  engine::Sizing sizing_;
  bool has_volume_ = false;
};

bool are_rules_known(const sim::SimRules& rules, bool is_nyse) {
  const bool is_plain_market = rules.fill_timing == sim::FillTiming::NextOpen &&
                               rules.slippage.kind == sim::SlippageModel::Kind::None &&
                               rules.latency == sim::LatencyModel{};
  const bool is_cash_account = rules.margin == Ratio::whole(1) && !rules.carry.any() &&
                               !rules.pays_by_settlement && !rules.commission.has_ibkr_tiers;
  const bool has_us_rules = rules.account.any() || rules.keeps_hours ||
                            rules.regulatory_fees != sim::RegulatoryFees::None;
  return is_plain_market && is_cash_account && !(has_us_rules && is_nyse);
}

bool is_unlimited(const risk::Limits& limits) {
  return limits.max_order_value.raw() == 0 && limits.max_order_quantity.raw() == 0 &&
         limits.max_position.raw() == 0 && limits.max_gross_exposure.raw() == 0 &&
         limits.max_net_exposure.raw() == 0 && limits.max_orders_per_minute == 0;
}

/// Whether every bar begins after the one before it has ended, with prices that trade.
bool are_bars_in_line(const BarSeries& bars) {
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (bars.open[i] <= 0 || bars.close[i] <= 0) return false;
    if (i > 0 && Timestamp{bars.start[i]} < bars.end_at(i - 1)) return false;
  }
  return true;
}

}  // namespace

std::optional<ColumnTrades> ColumnTrades::of(const backtest::BacktestSpec& spec,
                                             const backtest::Feed& feed) {
  const bool is_nyse = feed.instrument.calendar == CalendarKind::Nyse;
  const bool is_of_one_strategy = spec.sleeves.empty() && spec.size_rule.is_none();
  const bool is_alone =
      feed.actions.empty() && spec.borrow.empty() && spec.locates.empty() && spec.halts.empty();
  const bool has_room = feed.range.size() >= 3;
  if (!is_of_one_strategy || !is_alone || !has_room) return std::nullopt;
  if (!are_rules_known(spec.rules, is_nyse) || !is_unlimited(spec.limits)) return std::nullopt;
  if (spec.rules.keeps_hours && feed.bars.timeframe.is_intraday()) return std::nullopt;
  if (!are_bars_in_line(feed.bars)) return std::nullopt;
  return ColumnTrades{spec, feed};
}

bool ColumnTrades::trade(const Signals& signals, std::size_t origin, RowRange window,
                         std::vector<ColumnFill>& fills) const {
  fills.clear();
  const bool closes_out = spec_->rules.end_rule == sim::EndRule::CloseAtLastOpen;
  // An order of the last bar never fills; where the end closes everything, that is an order of the
  // last bar but one, and nothing else is decided there.
  const std::size_t end = window.last - origin - (closes_out ? 2 : 1);
  Account account{*spec_, *feed_};
  std::size_t t = window.first - origin;
  while (true) {
    const bool is_long = account.is_long();
    const std::size_t at = next_bit(is_long ? signals.leaves : signals.enters, t, end);
    if (at == kNoBit) break;
    if (!(is_long ? account.sell(at + origin, fills) : account.buy(at + origin, fills))) {
      return false;
    }
    t = at + 1;
  }
  return !closes_out || !account.is_long() || account.sell(end + origin, fills);
}

void equity_of(const backtest::Feed& feed, std::span<const ColumnFill> fills, Money cash,
               RowRange window, std::vector<double>& equity) {
  equity.resize(window.size());
  std::size_t bar = window.first;
  Quantity held;
  const auto until = [&](std::size_t end) {
    if (held.raw() == 0) {
      std::fill(equity.begin() + static_cast<std::ptrdiff_t>(bar - window.first),
                equity.begin() + static_cast<std::ptrdiff_t>(end - window.first), cash.as_double());
    } else {
      for (std::size_t i = bar; i < end; ++i) {
        const Price close = Price::from_raw(feed.bars.close[i]);
        equity[i - window.first] =
            (cash + portfolio::value_of(close, held, feed.instrument.multiplier)).as_double();
      }
    }
    bar = end;
  };
  for (const ColumnFill& fill : fills) {
    until(fill.bar);
    cash = fill.cash_after;
    held = fill.is_buy ? fill.quantity : Quantity{};
  }
  until(window.last);
}

}  // namespace tw::research
