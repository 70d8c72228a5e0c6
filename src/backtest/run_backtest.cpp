#include "backtest/run_backtest.hpp"

#include <algorithm>
#include <limits>
#include <set>

#include "backtest/timeline.hpp"
#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "sim/sim_venue.hpp"
#include "strategies/catalogue.hpp"

namespace tw::backtest {
namespace {

// Indicators with a memory without end, such as Wilder's, are settled to 1e-4 after this many
// times their warm-up.
constexpr std::size_t kLeadInWarmups = 10;

/// Buys at its first chance and never sells: what every strategy is held against.
class BuyAndHold {
 public:
  using Listens = strategy::Types<Bar>;

  explicit BuyAndHold(InstrumentId instrument) : instrument_{instrument} {}

  int warmup_bars() const { return -1; }  // Nothing to wait for: it may act on the first bar.

  void on(const Bar& /*bar*/, strategy::Context& context) {
    if (context.is_flat(instrument_) && !has_bought_) {
      context.enter(instrument_, Side::Buy, "hold");
      has_bought_ = context.is_warm();
    }
  }

 private:
  InstrumentId instrument_;
  bool has_bought_ = false;
};

Size share_of(const BacktestSpec& spec, std::size_t feeds) {
  // Several instruments share what one would have had.
  if (!spec.size.is_fraction()) return spec.size;
  return Size::fraction(spec.size.fraction() / static_cast<double>(feeds));
}

using Seat = engine::Seat<strategies::AnyStrategy>;

std::vector<Seat> seats_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  const auto entry = strategies::find(spec.strategy);
  TW_ASSERT(entry.has_value());
  std::vector<Seat> seats;
  for (const Feed& feed : feeds) {
    seats.push_back({.strategy = (*entry)->make(feed.instrument.id, spec.parameters),
                     .instrument = feed.instrument.id,
                     .size = share_of(spec, feeds.size())});
  }
  return seats;
}

/// Returns the bars before the range that are fed to warm the strategy up.
std::size_t lead_in_of(const BacktestSpec& spec, const Feed& feed, int warmup_bars) {
  if (spec.warmup_from == WarmupFrom::Range) return 0;
  return std::min(feed.range.first, static_cast<std::size_t>(warmup_bars + 1) * kLeadInWarmups);
}

std::vector<BarSeries> series_of(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                                 int warmup_bars) {
  std::vector<BarSeries> series;
  for (const Feed& feed : feeds) {
    const std::size_t lead_in = lead_in_of(spec, feed, warmup_bars);
    series.push_back(feed.bars.slice(feed.range.first - lead_in, feed.range.size() + lead_in));
  }
  return series;
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
std::vector<Timeline::ScheduledControl> controls_of(const BacktestSpec& spec,
                                                    const std::vector<Feed>& feeds) {
  std::int64_t open_after = std::numeric_limits<std::int64_t>::max();
  for (const Feed& feed : feeds) {
    open_after = std::min(open_after, feed.bars.end_at(feed.range.first).unix_ns - 1);
  }
  std::vector<Timeline::ScheduledControl> controls{{{open_after}, Control{Control::Kind::Open}}};
  if (spec.rules.end_rule != sim::EndRule::CloseAtLastOpen) return controls;
  const auto last = last_three(feeds);
  const Timestamp before_last = last.size() > 1 ? last[1] : last[0];
  const Timestamp close_after = last.size() > 2 ? last[2] : Timestamp{open_after};
  controls.push_back({close_after, Control{Control::Kind::Close}});
  controls.push_back({before_last, Control{Control::Kind::Flatten}});
  return controls;
}

bool has_volume(const BarSeries& bars) {
  return std::any_of(bars.volume.begin(), bars.volume.end(),
                     [](std::int64_t volume) { return volume != 0; });
}

engine::EngineConfig config_of(const BacktestSpec& spec, std::span<const Instrument> instruments) {
  return {.instruments = instruments,
          .currency = spec.currency,
          .cash = spec.cash,
          .limits = spec.limits,
          .sizing = {.at_decision = spec.rules.size_at == sim::SizeAt::Decision,
                     .cash_buffer = spec.rules.cash_buffer,
                     .margin = spec.rules.margin,
                     .whole_units = spec.rules.whole_units}};
}

std::vector<OpenLot> open_lots_of(const portfolio::Portfolio& portfolio,
                                  std::span<const Instrument> instruments) {
  std::vector<OpenLot> open;
  for (const Instrument& instrument : instruments) {
    for (const portfolio::Lot& lot : portfolio.lots(instrument.id)) {
      open.push_back({instrument.id, lot, portfolio.position(instrument.id).mark});
    }
  }
  return open;
}

/// A timeline whose reader is told, every so many events, how far it has come.
class WatchedTimeline {
 public:
  WatchedTimeline(Timeline& timeline, const OnProgress& on_progress)
      : timeline_{timeline}, on_progress_{on_progress} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (++events_ % kEventsPerReport == 0 && on_progress_) on_progress_(events_);
    return timeline_.next(deliver);
  }

 private:
  static constexpr std::uint64_t kEventsPerReport = 1 << 16;

  Timeline& timeline_;
  const OnProgress& on_progress_;
  std::uint64_t events_ = 0;
};

template <class S>
BacktestRun run_seats(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                      std::vector<engine::Seat<S>> seats, const OnProgress& on_progress) {
  std::vector<Instrument> instruments;
  std::size_t samples = 0;
  for (const Feed& feed : feeds) {
    TW_ASSERT(index_of(feed.instrument.id) == instruments.size() && !feed.range.empty());
    instruments.push_back(feed.instrument);
    samples = std::max(samples, feed.range.size());
  }
  const int warmup_bars = seats.front().strategy.warmup_bars();

  Timeline timeline{series_of(spec, feeds, warmup_bars), controls_of(spec, feeds)};
  sim::SimVenue venue{instruments, spec.rules, spec.cash};
  for (const Feed& feed : feeds) {
    if (spec.rules.participation.raw() != 0 && !has_volume(feed.bars)) {
      venue.ignore_volume(feed.instrument.id);
    }
  }
  BacktestRun run{.recorder = BacktestRecorder{{.samples = samples, .orders = samples / 16 + 64}}};
  engine::Engine<S> engine{config_of(spec, instruments), std::move(seats)};
  WatchedTimeline inbox{timeline, on_progress};
  engine::run(inbox, venue, run.recorder, engine);
  run.recorder.finish();

  const portfolio::Portfolio& portfolio = engine.portfolio();
  run.open_lots = open_lots_of(portfolio, instruments);
  run.denials = engine.desk().denials();
  run.mismatches = engine.desk().mismatches();
  run.final_equity = portfolio.equity();
  run.commissions = portfolio.commissions();
  run.warmup_bars = warmup_bars;
  run.lead_in = lead_in_of(spec, feeds.front(), warmup_bars);
  run.is_ruined = venue.is_ruined();
  // Our books and the venue's must tell the same story, or the run proves nothing.
  TW_ASSERT(portfolio.equity() == venue.account().equity());
  return run;
}

}  // namespace

std::uint64_t bars_of(const std::vector<Feed>& feeds) {
  std::uint64_t bars = 0;
  for (const Feed& feed : feeds) bars += feed.range.size();
  return bars;
}

BacktestRun run_backtest(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         const OnProgress& on_progress) {
  TW_ASSERT(!feeds.empty());
  return run_seats(spec, feeds, seats_of(spec, feeds), on_progress);
}

BacktestRun run_buy_and_hold(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  TW_ASSERT(!feeds.empty());
  BacktestSpec all_in = spec;
  all_in.size = Size::fraction(1.0);
  std::vector<engine::Seat<BuyAndHold>> seats;
  for (const Feed& feed : feeds) {
    seats.push_back({.strategy = BuyAndHold{feed.instrument.id},
                     .instrument = feed.instrument.id,
                     .size = share_of(all_in, feeds.size())});
  }
  return run_seats(all_in, feeds, std::move(seats), {});
}

}  // namespace tw::backtest
