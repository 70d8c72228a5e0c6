#include "backtest/membership.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "market/session_calendar.hpp"

namespace tw::backtest {
namespace {

/// Many symbols that all live to see the end were hardly chosen at the beginning.
constexpr std::size_t kManySymbols = 10;
/// Bars may be missing around a holiday; a longer hole is worth a word.
constexpr int kHoleDays = 7;

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

/// Returns the day of a bar: its session, or for weeks and months, where that is the last one, the
/// day it begins on.
Date first_day_of(const BarSeries& bars, std::size_t i) {
  const bool is_longer = !bars.timeframe.is_intraday() && bars.timeframe != kDaily;
  return is_longer ? Date::of(Timestamp{bars.start[i]}) : Date{bars.session[i]};
}

/// Returns when everything before the first bar of `bars` that has part in `day`, or begins on it
/// or after, has been told; `kNever` when there is no such bar.
///
/// A market that never closes knows its last bar in the moment in which the next one would begin,
/// so there that counts as if it had been told: a run that ends here decides what a longer one
/// does.
std::int64_t moment_before(const BarSeries& bars, CalendarKind calendar, Date day, bool begins) {
  std::size_t first = 0;
  std::size_t past = bars.size();
  while (first < past) {
    const std::size_t middle = first + (past - first) / 2;
    const Date reached = begins ? first_day_of(bars, middle) : Date{bars.session[middle]};
    if (reached < day) {
      first = middle + 1;
    } else {
      past = middle;
    }
  }
  const std::int64_t last_known =
      first == 0 ? std::numeric_limits<std::int64_t>::min() : bars.end_at(first - 1).unix_ns;
  if (first < bars.size()) return std::max(bars.start[first] - 1, last_known);
  const Session next = SessionCalendar::of(calendar).next_session(Date{bars.session.back()});
  const bool has_begun = next.date >= day && next.open.unix_ns <= last_known;
  return has_begun ? last_known : kNever;
}

/// The calendars and bars that tell when a day begins.
struct Market {
  const std::vector<Feed>& feeds;
  const std::vector<BarSeries>& series;

  std::int64_t moment_before(Date day, bool begins) const {
    std::int64_t earliest = kNever;
    for (std::size_t i = 0; i < feeds.size(); ++i) {
      const CalendarKind calendar = feeds[i].instrument.calendar;
      earliest = std::min(earliest, backtest::moment_before(series[i], calendar, day, begins));
    }
    return earliest;
  }
};

/// When an instrument joins and when it leaves; of two spells with nothing between them, once.
struct Stay {
  std::int64_t joins = 0;
  std::int64_t leaves = kNever;
};

std::vector<Stay> stays_of(const std::vector<MemberSpell>& universe, const std::string& symbol,
                           const Market& market) {
  std::vector<Stay> stays;
  for (const MemberSpell& spell : universe) {
    if (spell.symbol != symbol) continue;
    const Stay stay{.joins = spell.from ? market.moment_before(*spell.from, false)
                                        : std::numeric_limits<std::int64_t>::min(),
                    .leaves = spell.to ? market.moment_before(*spell.to + 1, true) : kNever};
    if (stay.joins >= stay.leaves) continue;
    if (!stays.empty() && stay.joins <= stays.back().leaves) {
      stays.back().leaves = stay.leaves;
    } else {
      stays.push_back(stay);
    }
  }
  return stays;
}

/// The days that the run is about, over all feeds.
struct Days {
  Date first{std::numeric_limits<std::int32_t>::max()};
  Date last{std::numeric_limits<std::int32_t>::min()};
};

Days days_of(const Feed& feed) {
  return {.first = Date{feed.bars.session[feed.range.first]},
          .last = Date{feed.bars.session[feed.range.last - 1]}};
}

Days days_of(const std::vector<Feed>& feeds) {
  Days days;
  for (const Feed& feed : feeds) {
    days.first = std::min(days.first, days_of(feed).first);
    days.last = std::max(days.last, days_of(feed).last);
  }
  return days;
}

/// Returns the part of a spell that lies in the range; nothing when there is none.
std::optional<Days> days_within(const MemberSpell& spell, const Days& range) {
  const Days within{.first = spell.from ? std::max(*spell.from, range.first) : range.first,
                    .last = spell.to ? std::min(*spell.to, range.last) : range.last};
  if (within.first > within.last) return std::nullopt;
  return within;
}

const Feed* feed_of(const std::vector<Feed>& feeds, const std::string& symbol) {
  const auto found = std::ranges::find(
      feeds, symbol, [](const Feed& feed) -> const std::string& { return feed.instrument.symbol; });
  return found == feeds.end() ? nullptr : &*found;
}

bool has_bar(const Feed& feed, const Days& days) {
  const auto sessions = feed.bars.session.subspan(feed.range.first, feed.range.size());
  const auto found = std::ranges::lower_bound(sessions, days.first.days);
  return found != sessions.end() && *found <= days.last.days;
}

std::string from_of(const MemberSpell& spell) {
  return spell.from ? "from " + to_string(*spell.from) : "from the beginning";
}

std::string span_of(const MemberSpell& spell) {
  return from_of(spell) + (spell.to ? " to " + to_string(*spell.to) : " on");
}

bool is_survivors_only(const std::vector<MemberSpell>& universe, const Days& range) {
  return std::ranges::none_of(universe, [&](const MemberSpell& spell) {
    return days_within(spell, range) && spell.to && *spell.to < range.last;
  });
}

void warn_of_holes(const MemberSpell& spell, const Days& within, const Feed& feed,
                   std::vector<std::string>& warnings) {
  const Days data = days_of(feed);
  if (data.first - within.first > kHoleDays) {
    warnings.push_back("'" + spell.symbol + "' is a member " + from_of(spell) +
                       ", but its bars begin on " + to_string(data.first) +
                       ": it could not be entered before.");
  }
  if (within.last - data.last > kHoleDays) {
    warnings.push_back("'" + spell.symbol + "' is a member " + span_of(spell) +
                       ", but its bars end on " + to_string(data.last) +
                       ": what was held then stayed at its last price.");
  }
}

}  // namespace

void schedule_membership(const BacktestSpec& spec, const std::vector<Feed>& feeds,
                         const std::vector<BarSeries>& series,
                         std::vector<ScheduledEvent>& schedule) {
  if (spec.universe.empty()) return;
  const auto leave =
      spec.leavers == LeaverRule::Close ? Control::Kind::LeaveAndClose : Control::Kind::Leave;
  const auto tell = [&](std::int64_t after, Control::Kind kind, InstrumentId id) {
    if (after == kNever) return;
    schedule.push_back({{after}, Control{.kind = kind, .instrument = id}});
  };
  std::vector<std::vector<Stay>> stays;
  for (const Feed& feed : feeds) {
    stays.push_back(stays_of(spec.universe, feed.instrument.symbol, {feeds, series}));
    tell(std::numeric_limits<std::int64_t>::min(), Control::Kind::Leave, feed.instrument.id);
  }
  // Who leaves comes before who joins at one moment.
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    for (const Stay& stay : stays[i]) tell(stay.leaves, leave, feeds[i].instrument.id);
  }
  for (std::size_t i = 0; i < feeds.size(); ++i) {
    for (const Stay& stay : stays[i]) tell(stay.joins, Control::Kind::Join, feeds[i].instrument.id);
  }
}

std::vector<std::string> universe_faults(const BacktestSpec& spec, const std::vector<Feed>& feeds) {
  std::vector<std::string> faults;
  const Days range = days_of(feeds);
  for (const MemberSpell& spell : spec.universe) {
    const auto within = days_within(spell, range);
    if (!within) continue;
    const Feed* const feed = feed_of(feeds, spell.symbol);
    if (feed == nullptr) {
      faults.push_back("universe: '" + spell.symbol + "' is a member " + span_of(spell) +
                       " and has no data in this run; name it with --symbols or --data, or take "
                       "its row out");
      continue;
    }
    const bool others_trade =
        std::ranges::any_of(feeds, [&](const Feed& other) { return has_bar(other, *within); });
    if (!others_trade || has_bar(*feed, *within)) continue;
    const Days data = days_of(*feed);
    faults.push_back("universe: '" + spell.symbol + "' is a member " + span_of(spell) +
                     " and has no bar in that time, its data are of " + to_string(data.first) +
                     " to " + to_string(data.last) + "; give it bars, or take its row out");
  }
  return faults;
}

std::vector<std::string> universe_warnings(const BacktestSpec& spec,
                                           const std::vector<Feed>& feeds) {
  std::vector<std::string> warnings;
  const Days range = days_of(feeds);
  if (spec.universe.empty()) {
    const bool all_live = std::ranges::all_of(
        feeds, [&](const Feed& feed) { return range.last - days_of(feed).last <= kHoleDays; });
    if (spec.symbols.size() >= kManySymbols && all_live) {
      warnings.push_back(
          "All " + std::to_string(spec.symbols.size()) +
          " symbols trade to the end and no --universe says who was a member when: chosen with "
          "hindsight, survivors flatter every strategy.");
    }
    return warnings;
  }
  if (is_survivors_only(spec.universe, range)) {
    warnings.emplace_back(
        "Nobody leaves the universe in this range: a list of those that were left at its end "
        "flatters every strategy.");
  }
  for (const MemberSpell& spell : spec.universe) {
    const auto within = days_within(spell, range);
    const Feed* const feed = feed_of(feeds, spell.symbol);
    if (within && feed != nullptr) warn_of_holes(spell, *within, *feed, warnings);
  }
  for (const std::string& symbol : spec.symbols) {
    if (std::ranges::find(spec.universe, symbol, &MemberSpell::symbol) == spec.universe.end()) {
      warnings.push_back("'" + symbol + "' is in no row of the universe: it was never entered.");
    }
  }
  return warnings;
}

}  // namespace tw::backtest
