#include "backtest/run_backtest.hpp"

#include <algorithm>

#include "backtest/run_setup.hpp"
#include "engine/run.hpp"
#include "strategies/all.hpp"

namespace tw::backtest {
namespace {

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
                      std::vector<engine::Seat<S>> seats, const OnProgress& on_progress,
                      bool keeps_commands = false) {
  const std::vector<Instrument> instruments = instruments_of(feeds);
  std::size_t samples = 0;
  for (const Feed& feed : feeds) samples = std::max(samples, feed.range.size());
  int warmup_bars = -1;
  for (const engine::Seat<S>& seat : seats) {
    warmup_bars = std::max(warmup_bars, seat.warmup_bars());
  }

  Timeline timeline = timeline_of(spec, feeds, warmup_bars);
  sim::SimVenue venue = venue_of(spec, feeds, instruments);
  BacktestRun run{
      .recorder = BacktestRecorder{
          {.samples = samples, .orders = samples / 16 + 64, .keeps_commands = keeps_commands}}};
  engine::EngineConfig config = config_of(spec, feeds, instruments);
  config.units = lead_in_units(spec, feeds, warmup_bars);
  engine::Engine<S> engine{config, std::move(seats)};
  WatchedTimeline inbox{timeline, on_progress};
  engine::run(inbox, venue, run.recorder, engine);
  run.recorder.finish();

  const portfolio::Portfolio& portfolio = engine.portfolio();
  run.open_lots = open_lots_of(portfolio, instruments);
  run.denials = engine.desk().denials();
  run.mismatches = engine.desk().mismatches();
  run.final_equity = portfolio.equity();
  run.commissions = portfolio.commissions();
  run.interest = portfolio.books().front().booked_as(CashEvent::Kind::Interest);
  run.borrow_fees = -portfolio.books().front().booked_as(CashEvent::Kind::Fee);
  run.dividends = portfolio.books().front().booked_as(CashEvent::Kind::Dividend);
  run.write_off = portfolio.books().front().booked_as(CashEvent::Kind::WriteOff);
  run.warmup_bars = warmup_bars;
  run.lead_in = lead_in_of(spec, feeds.front(), warmup_bars);
  run.is_ruined = venue.is_ruined();
  run.violations = venue.violations();
  // Our books and the venue's must tell the same story, or the run proves nothing.
  TW_ASSERT(portfolio.equity() == venue.account().equity());
  return run;
}

}  // namespace

std::string_view Feed::symbol_on(Date date) const {
  std::string_view name = symbols.empty() ? instrument.symbol : symbols.front().symbol;
  for (const SymbolSpell& spell : symbols) {
    if (spell.from <= date) name = spell.symbol;
  }
  return name;
}

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

std::vector<Asked> commands_of(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  TW_ASSERT(!feeds.empty());
  return run_seats(spec, feeds, seats_of(spec, feeds), {}, true).recorder.asked();
}

BacktestRun run_buy_and_hold(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  TW_ASSERT(!feeds.empty());
  BacktestSpec all_in = spec;
  all_in.size = Size::fraction(1.0);
  all_in.size_rule = {};
  using strategies::BuyAndHold;
  std::vector<engine::Seat<BuyAndHold>> seats;
  seats.reserve(feeds.size());
  for (const Feed& feed : feeds) {
    seats.push_back({.strategy = BuyAndHold{feed.instrument.id, {}},
                     .instrument = feed.instrument.id,
                     .size = engine::part_of(all_in.size, 1.0 / static_cast<double>(feeds.size())),
                     .pool_size = all_in.size});
  }
  return run_seats(all_in, feeds, std::move(seats), {});
}

}  // namespace tw::backtest
