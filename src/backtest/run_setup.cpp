#include "backtest/run_setup.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "analytics/returns.hpp"
#include "backtest/membership.hpp"
#include "backtest/sleeves.hpp"
#include "market/session_calendar.hpp"
#include "strategies/all.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {
namespace {

// Indicators with a memory without end, such as Wilder's, are settled to 1e-4 after this many
// times their warm-up.
constexpr std::size_t kLeadInWarmups = 10;

std::vector<BarSeries> series_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                 int warmup_bars) {
  std::vector<BarSeries> series;
  for (const Feed& feed : feeds) {
    const std::size_t lead_in = lead_in_of(spec, feed, warmup_bars);
    series.push_back(feed.bars.slice(feed.range.first - lead_in, feed.range.size() + lead_in));
  }
  return series;
}

/// Appends what the issuers do while the run goes on. Requires `series[i]` of `feeds[i]`.
void schedule_actions(const std::vector<Feed>& feeds, const std::vector<BarSeries>& series,
                      std::vector<ScheduledEvent>& schedule) {
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    for (CorporateAction action : feeds[i].actions) {
      action.instrument = feeds[i].instrument.id;
      if (const auto event = scheduled(action, series[i])) schedule.push_back(*event);
    }
  }
}

/// Returns when the range's own bars are known, for the ends that need to count from the last.
std::vector<Timestamp> last_three(const std::vector<Feed>& feeds) {
  std::set<std::int64_t> times;
  for (const Feed& feed : feeds) {
    for (std::size_t back = 1; back <= 3 && back <= feed.range.size(); ++back) {
      times.insert(feed.bars.end_at(feed.range.last - back).unix_ns);
    }
  }
  std::vector<Timestamp> last;
  for (auto it = times.rbegin(); it != times.rend() && last.size() < 3; ++it) {
    last.push_back({*it});
  }
  return last;
}

/// Opens trading before the first bar of the range and, where the rule says so, ends it before the
/// last: nothing is decided any more from the last bar but one on, and that bar closes everything.
std::vector<ScheduledEvent> controls_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  std::int64_t open_after = std::numeric_limits<std::int64_t>::max();
  for (const Feed& feed : feeds) {
    open_after = std::min(open_after, feed.bars.end_at(feed.range.first).unix_ns - 1);
  }
  std::vector<ScheduledEvent> controls{{{open_after}, Control{Control::Kind::Open}}};
  if (spec.rules.end_rule != sim::EndRule::CloseAtLastOpen) return controls;
  const auto last = last_three(feeds);
  const Timestamp before_last = last.size() > 1 ? last[1] : last[0];
  const Timestamp close_after = last.size() > 2 ? last[2] : Timestamp{open_after};
  controls.push_back({close_after, Control{Control::Kind::Close}});
  controls.push_back({before_last, Control{Control::Kind::Flatten}});
  return controls;
}

/// Returns how many bars of its instrument an entry's size is reckoned from.
std::size_t history_bars_of(const BacktestSpec& spec) {
  return spec.size_rule.needs_history() ? static_cast<std::size_t>(sizing::kVolatilityBars) + 1 : 0;
}

/// Returns how long the first session of the range is open.
Duration session_length(const Feed& feed) {
  const auto session = SessionCalendar::of(feed.instrument.calendar)
                           .session(Date{feed.bars.session[feed.range.first]});
  return session ? session->close - session->open : Duration::hours(24);
}

/// Returns how many such bars a year has: 252 sessions, or 365 where the market never closes.
double bars_per_year_of(const Feed& feed) {
  const bool is_always_open = feed.instrument.calendar == CalendarKind::AlwaysOpen;
  const double sessions =
      is_always_open ? analytics::kSessionsPerYearAlwaysOpen : analytics::kSessionsPerYear;
  const Timeframe timeframe = feed.bars.timeframe;
  if (timeframe.unit == Timeframe::Unit::Week) return 52.0 / timeframe.count;
  if (timeframe.unit == Timeframe::Unit::Month) return 12.0 / timeframe.count;
  if (!timeframe.is_intraday()) return sessions / timeframe.count;
  return sessions * static_cast<double>(session_length(feed).ns) /
         static_cast<double>(timeframe.span().ns);
}

/// Returns how many sessions a bar of a day or more takes in at most.
int sessions_in(Timeframe timeframe, bool is_always_open) {
  if (timeframe.unit == Timeframe::Unit::Week) return timeframe.count * (is_always_open ? 7 : 5);
  if (timeframe.unit == Timeframe::Unit::Month) return timeframe.count * (is_always_open ? 31 : 21);
  return timeframe.count;
}

/// Returns how many of the feed's bars make one of `higher`, full ones; 0 when none can.
int bars_in(Timeframe higher, const Feed& feed) {
  const Timeframe base = feed.bars.timeframe;
  const auto full = [](std::int64_t whole, std::int64_t part) {
    return static_cast<int>((whole + part - 1) / part);
  };
  if (higher.is_intraday()) {
    return base.is_intraday() ? full(higher.span().ns, base.span().ns) : 0;
  }
  const bool is_always_open = feed.instrument.calendar == CalendarKind::AlwaysOpen;
  const int sessions = sessions_in(higher, is_always_open);
  if (!base.is_intraday()) return full(sessions, sessions_in(base, is_always_open));
  return sessions * full(session_length(feed).ns, base.span().ns);
}

/// Returns the index of the bar by which the longer timeframes of a strategy at that feed have
/// come: one more than it looks back on, since the first may have begun before the first bar.
int higher_warmup_of(const strategies::AnyStrategy& strategy, const Feed& feed) {
  int bars = -1;
  for (const strategy::HigherNeed& need : strategy.higher_needs()) {
    bars = std::max(bars, static_cast<int>(need.bars + 1) * bars_in(need.timeframe, feed));
  }
  return bars;
}

bool has_volume(const BarSeries& bars) {
  return std::any_of(bars.volume.begin(), bars.volume.end(),
                     [](std::int64_t volume) { return volume != 0; });
}

/// Seats one strategy: at each of its instruments, or once for all of them.
void add_seats(const BacktestSpec& spec, const Sleeve& sleeve, std::size_t pool,
               const std::vector<InstrumentId>& members, const std::vector<Feed>& feeds,
               std::vector<Seat>& seats) {
  const auto entry = strategies::find(sleeve.strategy);
  TW_ASSERT(entry.has_value());
  const Size all = engine::part_of(spec.size, sleeve.allocation);
  if ((*entry)->is_of_group()) {
    seats.push_back({.strategy = (*entry)->make_group(members, sleeve.parameters),
                     .group = members,
                     .size = all});
    return;
  }
  // Several instruments share what one would have had.
  const Size size =
      engine::part_of(spec.size, sleeve.allocation / static_cast<double>(members.size()));
  for (const InstrumentId member : members) {
    const Feed& feed = feeds[index_of(member)];
    seats.push_back({.strategy = (*entry)->make(member, sleeve.parameters),
                     .instrument = member,
                     .size = size,
                     .history_bars = history_bars_of(spec),
                     .pool = pool,
                     .pool_size = all});
    seats.back().higher_warmup_bars = higher_warmup_of(seats.back().strategy, feed);
  }
}

bool weighs_groups(const BacktestSpec& spec) {
  return std::ranges::any_of(sleeves_of(spec), [](const Sleeve& sleeve) {
    return (*strategies::find(sleeve.strategy))->is_of_group();
  });
}

/// Tells the venue what holds for one symbol alone; symbols of other runs are passed over.
void add_terms(const BacktestSpec& spec, const Instrument& instrument, sim::SimVenue& venue) {
  for (const SymbolRate& rate : spec.borrow) {
    if (rate.symbol == instrument.symbol) venue.set_borrow(instrument.id, rate.annual);
  }
  for (const SymbolLocate& locate : spec.locates) {
    if (locate.symbol == instrument.symbol) venue.set_located(instrument.id, locate.quantity);
  }
  for (const HaltWindow& halt : spec.halts) {
    if (halt.symbol != instrument.symbol) continue;
    venue.add_halt({.instrument = instrument.id, .from = halt.from, .to = halt.to});
  }
}

}  // namespace

int warmup_of(const std::vector<Seat>& seats) {
  int bars = -1;
  for (const Seat& seat : seats) bars = std::max(bars, seat.warmup_bars());
  return bars;
}

std::vector<Seat> seats_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  const std::vector<Sleeve> sleeves = sleeves_of(spec);
  std::vector<Seat> seats;
  seats.reserve(feeds.size());
  for (std::size_t i = 0; i < sleeves.size(); ++i) {
    std::vector<InstrumentId> members;
    for (const Feed& feed : feeds) {
      if (feed.sleeve == i) members.push_back(feed.instrument.id);
    }
    add_seats(spec, sleeves[i], i, members, feeds, seats);
  }
  return seats;
}

std::vector<Instrument> instruments_of(const std::vector<Feed>& feeds) {
  std::vector<Instrument> instruments;
  for (const Feed& feed : feeds) {
    TW_ASSERT(index_of(feed.instrument.id) == instruments.size() && !feed.range.empty());
    instruments.push_back(feed.instrument);
  }
  return instruments;
}

engine::EngineConfig config_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                               std::span<const Instrument> instruments) {
  sizing::SizeRule rule = spec.size_rule;
  rule.bars_per_year = bars_per_year_of(feeds.front());
  return {.instruments = instruments,
          .currency = spec.currency,
          .cash = spec.cash,
          .limits = spec.limits,
          .sizing = {.at_decision = spec.rules.size_at == sim::SizeAt::Decision,
                     .cash_buffer = spec.rules.cash_buffer,
                     .margin = spec.rules.margin,
                     .whole_units = spec.rules.whole_units,
                     .rule = rule},
          .lot_order = spec.lot_order,
          .dividends_lower_orders = spec.rules.dividends_lower_orders};
}

std::vector<SplitScale> lead_in_units(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                      int warmup_bars) {
  std::vector<SplitScale> units;
  for (const Feed& feed : feeds) {
    const std::size_t lead_in = lead_in_of(spec, feed, warmup_bars);
    const Date from{feed.bars.session[feed.range.first - lead_in]};
    const Date to{feed.bars.session[feed.range.first]};
    SplitScale splits;
    for (const CorporateAction& action : feed.actions) {
      const bool is_in_lead_in = from < action.ex_date && action.ex_date <= to;
      if (action.kind == CorporateAction::Kind::Split && is_in_lead_in) {
        splits = splits.after(action);
      }
    }
    units.push_back(SplitScale{}.since(splits));
  }
  return units;
}

sim::SimVenue venue_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                       std::span<const Instrument> instruments) {
  sim::SimVenue venue{instruments, spec.rules, spec.cash};
  for (const Feed& feed : feeds) {
    if (spec.rules.participation.raw() != 0 && !has_volume(feed.bars)) {
      venue.ignore_volume(feed.instrument.id);
    }
  }
  for (const Instrument& instrument : instruments) add_terms(spec, instrument, venue);
  return venue;
}

std::size_t lead_in_of(const BacktestSpec& spec, const Feed& feed, int warmup_bars) {
  if (spec.warmup_from == WarmupFrom::Range) return 0;
  const std::size_t wanted = static_cast<std::size_t>(warmup_bars + 1) * kLeadInWarmups;
  return std::min(feed.range.first, std::max(wanted, history_bars_of(spec)));
}

Timeline timeline_of(const BacktestSpec& spec, const std::vector<Feed>& feeds, int warmup_bars) {
  const std::vector<BarSeries> series = series_of(spec, feeds, warmup_bars);
  std::vector<ScheduledEvent> schedule = controls_of(spec, feeds);
  schedule_actions(feeds, series, schedule);
  schedule_membership(spec, feeds, series, schedule);
  const Moments moments = weighs_groups(spec) ? Moments::Told : Moments::Untold;
  return Timeline{series, std::move(schedule), moments};
}

}  // namespace tw::backtest
