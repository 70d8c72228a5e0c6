#include "support/venue_ledger.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "support/words.hpp"
#include "unit/sim/place.hpp"

namespace tw::support {
namespace {

constexpr std::array<std::string_view, 2> kSides{"buy", "sell"};
constexpr std::array<std::string_view, 4> kTimings{"next_open", "this_close", "next_close",
                                                   "intrabar"};
constexpr std::array<std::string_view, 8> kTypes{
    "market",          "limit",         "stop",
    "stop_limit",      "trailing_stop", "trailing_stop_limit",
    "market_on_close", "limit_on_close"};
constexpr std::array<std::string_view, 7> kPaths{
    "stays_above",        "stays_below",   "opens_at",     "touches_from_above",
    "touches_from_below", "falls_through", "rises_through"};
constexpr std::array<std::string_view, 3> kGaps{"no_gap", "gap_up", "gap_down"};
constexpr std::array<std::string_view, 3> kPairs{"bracket", "oco_exits", "oco_entries"};
constexpr std::array<std::string_view, 7> kPairPaths{"neither",
                                                     "stop_only",
                                                     "limit_only",
                                                     "both_touched",
                                                     "opens_beyond_stop",
                                                     "opens_beyond_limit",
                                                     "opens_beyond_limit_and_stops"};

template <std::size_t kCount>
std::size_t index_in(const std::array<std::string_view, kCount>& names, std::string_view name,
                     std::string_view what) {
  const auto* const found = std::ranges::find(names, name);
  if (found == names.end()) {
    throw LineError{"no " + std::string{what} + " '" + std::string{name} + "'"};
  }
  return static_cast<std::size_t>(found - names.begin());
}

Side side_of(std::string_view word) {
  return index_in(kSides, word, "side") == 0 ? Side::Buy : Side::Sell;
}
sim::FillTiming timing_of(std::string_view word) {
  return static_cast<sim::FillTiming>(index_in(kTimings, word, "fill timing"));
}

/// Open, high, low and close.
struct Prices {
  Price open;
  Price high;
  Price low;
  Price close;
};

Prices prices_of(Words& words) {
  Prices prices{.open = words.amount<Price>("an open"),
                .high = words.amount<Price>("a high"),
                .low = words.amount<Price>("a low"),
                .close = words.amount<Price>("a close")};
  const auto [low, high] = std::minmax({prices.open, prices.close});
  if (prices.low > low || prices.high < high) throw LineError{"no bar has these prices"};
  return prices;
}

Prices flat(Price price) { return {.open = price, .high = price, .low = price, .close = price}; }

/// A venue on a Monday at New York's open, told in minutes and sessions.
class Venue {
 public:
  explicit Venue(const sim::SimRules& rules) : place{rules} { to_open(); }

  std::string session(const Prices& prices) {
    const std::string story = bar(prices, Duration::minutes(390));
    place.now = (Date::of(place.now) + 1).midnight();
    to_open();
    return story;
  }
  std::string bar(const Prices& prices, Duration length, Volume volume = Volume::whole(1'000'000)) {
    const Timestamp start = place.now;
    place.now = start + length;
    return place.show(Bar{.session = Date::of(start),
                          .start = start,
                          .end = place.now,
                          .open = prices.open,
                          .high = prices.high,
                          .low = prices.low,
                          .close = prices.close,
                          .volume = volume});
  }
  void to(int hour, int minute) {
    place.now = Date::of(place.now).midnight() + Duration::minutes(hour * 60 + minute);
  }
  void to_open() { to(13, 30); }

  sim::Place place;
};

OrderRequest of_ten(Side side) { return {.side = side, .size = Size::units(Quantity::whole(10))}; }

/// Returns the order that a row names: its type and the prices that the type has.
OrderRequest order_of(Side side, std::string_view type, Words& words) {
  OrderRequest order = of_ten(side);
  order.type = static_cast<OrderType>(index_in(kTypes, type, "order type"));
  if (is_stop(order.type)) order.stop = words.amount<Price>("a stop");
  if (is_trailing(order.type)) order.trail = Trail::amount(words.amount<Price>("a trail"));
  if (order.type == OrderType::TrailingStopLimit) {
    order.limit_offset = words.amount<Price>("an offset");
  }
  if (has_limit(order.type)) order.limit = words.amount<Price>("a limit");
  return order;
}

/// Returns what a bar does to 100, by the name that the table has for it.
std::string_view path_of(const Prices& bar) {
  const Price level = Price::whole(100);
  if (bar.open == level) return "opens_at";
  const bool from_above = bar.open > level;
  const Price reached = from_above ? bar.low : bar.high;
  if (reached == level) return from_above ? "touches_from_above" : "touches_from_below";
  if (from_above) return reached > level ? "stays_above" : "falls_through";
  return reached < level ? "stays_below" : "rises_through";
}

/// Returns the outcome in the table's words of what the venue said of order A.
std::string outcome_of(std::string_view story, const OrderEvent& last) {
  if (story.empty()) return "none";
  if (last.kind == OrderEvent::Kind::Triggered) return "triggered";
  if (last.kind == OrderEvent::Kind::Expired) return "expired";
  if (last.kind != OrderEvent::Kind::Filled) return std::string{story};
  return "fill @ " + to_string(last.price) + (last.is_at_close ? " close" : "");
}

/// row SIDE TYPE [PRICES] TIMING PATH GAP CLOSE : OPEN HIGH LOW CLOSE
std::string play_row(Words& words, std::string& name) {
  const std::string_view side = words.next("a side");
  const std::string_view type = words.next("an order type");
  const OrderRequest order = order_of(side_of(side), type, words);
  const std::string_view timing = words.next("a fill timing");
  const std::string_view path = words.next("a path");
  const std::string_view gap = words.next("a gap");
  const Price before = words.amount<Price>("the close before");
  words.expect(":");
  const Prices bar = prices_of(words);
  if (path != path_of(bar)) throw LineError{"the bar is " + std::string{path_of(bar)}};
  const std::string_view opens = bar.open == before  ? "no_gap"
                                 : bar.open > before ? "gap_up"
                                                     : "gap_down";
  if (gap != opens) throw LineError{"the open is " + std::string{opens}};
  name = "row " + std::string{side} + " " + std::string{type} + " " + std::string{timing} + " " +
         std::string{path} + " " + std::string{gap};

  Venue venue{{.fill_timing = timing_of(timing), .can_short = true}};
  venue.session(flat(before));
  const std::string at_once = venue.place.send({order});
  if (!at_once.empty()) {
    return "fill @ " + to_string(venue.place.last_report.price) + " at_once";
  }
  const std::string story = venue.session(bar);
  return outcome_of(story, venue.place.last_report);
}

/// pair KIND SIDE TIMING PATH : OPEN HIGH LOW CLOSE
std::string play_pair(Words& words, std::string& name) {
  const std::string_view kind = words.next("a kind");
  const std::string_view side_word = words.next("a side");
  const std::string_view timing = words.next("a fill timing");
  const std::string_view path = words.next("a path");
  index_in(kPairPaths, path, "path");
  words.expect(":");
  const Prices bar = prices_of(words);
  name = "pair " + std::string{kind} + " " + std::string{side_word} + " " + std::string{timing} +
         " " + std::string{path};

  const Side side = side_of(side_word);
  const std::size_t kind_index = index_in(kPairs, kind, "kind of pair");
  const bool is_attached = kind_index == 0;
  const bool is_entry = kind_index == 2;
  OrderRequest stop = of_ten(side);
  stop.reduce_only = !is_entry;
  OrderRequest limit = stop;
  stop.type = OrderType::Stop;
  stop.stop = Price::whole(side == Side::Sell ? 95 : 105);
  limit.type = OrderType::Limit;
  limit.limit = Price::whole(side == Side::Sell ? 105 : 95);
  for (OrderRequest* const leg : {&stop, &limit}) {
    if (is_attached) leg->size = Size::as_parent();
    if (!is_attached) leg->group = OcoGroup{1};
  }

  Venue venue{{.fill_timing = timing_of(timing), .can_short = true}};
  venue.session(flat(Price::whole(100)));
  if (is_attached) {
    venue.place.send({of_ten(opposite(side)), stop, limit});
  } else if (!is_entry) {
    venue.place.send({of_ten(opposite(side))});
  }
  venue.session(flat(Price::whole(100)));
  if (!is_attached) venue.place.send({stop, limit});
  const std::string story = venue.session(bar);
  if (story.empty()) return "none";
  const char name_of_stop = is_entry ? 'A' : 'B';
  const std::size_t at = story.find(" @ ");
  if (at == std::string::npos || !story.ends_with(" cancelled sibling_filled")) return story;
  const bool is_stop_filled = story.front() == name_of_stop;
  return (is_stop_filled ? "stop" : "limit") + story.substr(at, story.find(';') - at);
}

/// One scenario of a script: a venue and orders named A, B, C as they come.
class Scenario {
 public:
  std::string play(std::string_view statement, Words& words) {
    if (statement == "rule") return set_rule(words);
    if (!venue_) venue_.emplace(rules_);
    if (statement == "submit") return submit(words);
    if (statement == "send") return send();
    if (statement == "cancel") return venue_->place.cancel(words.next("a name").front());
    if (statement == "replace") return replace(words);
    if (statement == "at") return go_to(words);
    if (statement == "session") return venue_->session(prices_of(words));
    if (statement == "minute") return minute(words);
    if (statement == "print") return print(words);
    throw LineError{"unknown statement '" + std::string{statement} + "'"};
  }

 private:
  std::string set_rule(Words& words) {
    if (venue_) throw LineError{"a rule comes too late"};
    const std::string_view name = words.next("a rule");
    if (name == "fill_timing") {
      rules_.fill_timing = timing_of(words.next("a fill timing"));
    } else if (name == "participation") {
      rules_.participation = words.amount<Ratio>("a ratio");
    } else if (name == "latency_seconds") {
      rules_.latency = {
          .kind = sim::LatencyModel::Kind::Fixed,
          .low = Duration::seconds(words.amount<Quantity>("seconds").raw() / Quantity::kScale)};
    } else if (name == "keeps_hours") {
      rules_.keeps_hours = true;
    } else if (name == "trail_from_close") {
      rules_.trail_from = sim::TrailFrom::Close;
    } else {
      throw LineError{"no rule '" + std::string{name} + "'"};
    }
    return "";
  }

  /// submit NAME SIDE QUANTITY [conditions]: goes with the next `send`, or alone.
  std::string submit(Words& words) {
    const char name = words.next("a name").front();
    if (name != next_name_) throw LineError{std::string{"the next order is "} + next_name_};
    next_name_ = static_cast<char>(next_name_ + 1);
    OrderRequest order{.side = side_of(words.next("a side"))};
    if (words.accept("as_parent")) {
      order.size = Size::as_parent();
      order.reduce_only = true;
    } else {
      order.size = Size::units(words.amount<Quantity>("a quantity"));
    }
    bool is_more_to_come = false;
    while (!words.done()) {
      const std::string_view word = words.next("a condition");
      if (word == "with") {
        is_more_to_come = true;
      } else {
        add_condition(order, word, words);
      }
    }
    waiting_.push_back(order);
    return is_more_to_come ? "" : send();
  }
  /// replace NAME TERM...: what is not named stays.
  std::string replace(Words& words) {
    const char name = words.next("a name").front();
    OrderChange change;
    while (!words.done()) {
      const std::string_view term = words.next("a term");
      if (term == "quantity") {
        change.quantity = words.amount<Quantity>("a quantity");
      } else if (term == "limit") {
        change.limit = words.amount<Price>("a limit");
      } else if (term == "stop") {
        change.stop = words.amount<Price>("a stop");
      } else if (term == "trail") {
        change.trail = Trail::amount(words.amount<Price>("a trail"));
      } else if (term == "trail_percent") {
        change.trail = Trail::percent(words.amount<Ratio>("a part"));
      } else if (term == "offset") {
        change.limit_offset = words.amount<Price>("an offset");
      } else {
        throw LineError{"no term '" + std::string{term} + "'"};
      }
    }
    return venue_->place.replace(name, change);
  }
  std::string send() { return venue_->place.send(std::exchange(waiting_, {})); }

  void add_condition(OrderRequest& order, std::string_view word, Words& words) {
    if (word == "limit") {
      order.limit = words.amount<Price>("a limit");
      order.type = order.type == OrderType::Stop ? OrderType::StopLimit : OrderType::Limit;
    } else if (word == "stop") {
      order.stop = words.amount<Price>("a stop");
      order.type = OrderType::Stop;
    } else if (word == "trail") {
      order.type = OrderType::TrailingStop;
      order.trail = Trail::amount(words.amount<Price>("a trail"));
    } else if (word == "trail_percent") {
      order.type = OrderType::TrailingStop;
      order.trail = Trail::percent(words.amount<Ratio>("a part"));
    } else if (word == "offset") {
      order.type = OrderType::TrailingStopLimit;
      order.limit_offset = words.amount<Price>("an offset");
    } else if (word == "on_close") {
      order.type =
          order.type == OrderType::Limit ? OrderType::LimitOnClose : OrderType::MarketOnClose;
    } else if (word == "until") {
      order.time_in_force = TimeInForce::Gtd;
      order.expires_at = time_of(words);
    } else if (word == "group") {
      order.group = OcoGroup{
          static_cast<std::uint32_t>(words.amount<Quantity>("a group").raw() / Quantity::kScale)};
    } else if (word == "after") {
      order.parent = sim::Place::id_of(words.next("a name").front());
    } else if (word == "reduce_only") {
      order.reduce_only = true;
    } else if (word == "outside_hours") {
      order.outside_hours = true;
    } else {
      constexpr std::array<std::string_view, 6> kTimes{"day", "gtc", "ioc", "fok", "gtd", "opg"};
      order.time_in_force = static_cast<TimeInForce>(index_in(kTimes, word, "condition"));
    }
  }

  Timestamp time_of(Words& words) {
    const std::string_view text = words.next("a time");
    if (text.size() != 5 || text[2] != ':') throw LineError{"a time is HH:MM"};
    const auto digit = [&](std::size_t i) { return text[i] - '0'; };
    const int minutes = (digit(0) * 10 + digit(1)) * 60 + digit(3) * 10 + digit(4);
    return Date::of(venue_->place.now).midnight() + Duration::minutes(minutes);
  }
  std::string go_to(Words& words) {
    if (words.accept("next_day")) {
      venue_->place.now = (Date::of(venue_->place.now) + 1).midnight();
    }
    venue_->place.now = time_of(words);
    return "";
  }
  std::string minute(Words& words) {
    const Prices prices = prices_of(words);
    const Volume volume =
        words.done() ? Volume::whole(1'000'000) : words.amount<Volume>("a volume");
    return venue_->bar(prices, Duration::minutes(1), volume);
  }
  std::string print(Words& words) {
    const Price price = words.amount<Price>("a price");
    const Quantity size = words.amount<Quantity>("a size");
    return venue_->place.show(Print{.event_at = venue_->place.now, .price = price, .size = size});
  }

  sim::SimRules rules_{.can_short = true};
  std::optional<Venue> venue_;
  std::vector<OrderRequest> waiting_;
  char next_name_ = 'A';
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Calls `play(statement, expected)` for each line that says something; `expected` is what stands
/// behind the arrow, or nothing without one.
template <class Play>
std::vector<LedgerFault> each_line(std::string_view script, Play play) {
  std::vector<LedgerFault> faults;
  for (int number = 1; !script.empty(); ++number) {
    const std::size_t end = script.find('\n');
    std::string_view line = script.substr(0, end);
    line = trimmed(line.substr(0, line.find('#')));
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (line.empty()) continue;
    const std::size_t arrow = line.find("->");
    std::optional<std::string_view> expected;
    if (arrow != std::string_view::npos) expected = trimmed(line.substr(arrow + 2));
    try {
      play(trimmed(line.substr(0, arrow)), expected);
    } catch (const LineError& error) {
      faults.push_back({.line = number, .message = error.what()});
    }
  }
  return faults;
}

}  // namespace

std::vector<LedgerFault> play_venue_ledger(std::string_view script) {
  std::optional<Scenario> scenario;
  return each_line(script, [&](std::string_view line, std::optional<std::string_view> expected) {
    Words words{line};
    const std::string_view statement = words.next("a statement");
    std::string name;
    std::string outcome;
    if (statement == "scenario") {
      scenario.emplace();
      return;
    }
    if (statement == "row" || statement == "pair") {
      if (!expected) throw LineError{"a row expects something"};
      outcome = statement == "row" ? play_row(words, name) : play_pair(words, name);
    } else {
      if (!scenario) scenario.emplace();
      outcome = scenario->play(statement, words);
      if (outcome.empty()) outcome = "none";
    }
    if (!words.done()) throw LineError{"unexpected '" + std::string{words.rest()} + "'"};
    const std::string_view wanted = expected.value_or("none");
    if (outcome != wanted) {
      throw LineError{"the venue says '" + outcome + "', expected '" + std::string{wanted} + "'"};
    }
  });
}

std::vector<std::string> truth_cases(std::string_view script) {
  std::vector<std::string> cases;
  each_line(script, [&](std::string_view line, std::optional<std::string_view> /*expected*/) {
    Words words{line};
    const std::string_view statement = words.next("a statement");
    std::string name;
    if (statement == "row") play_row(words, name);
    if (statement == "pair") play_pair(words, name);
    if (!name.empty()) cases.push_back(name);
  });
  return cases;
}

std::vector<std::string> all_truth_cases() {
  std::vector<std::string> cases;
  const auto joined = [](std::initializer_list<std::string_view> words) {
    std::string text;
    for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string{word};
    return text;
  };
  for (const auto side : kSides) {
    for (const auto timing : kTimings) {
      for (const auto type : kTypes) {
        for (const auto path : kPaths) {
          for (const auto gap : kGaps) {
            cases.push_back(joined({"row", side, type, timing, path, gap}));
          }
        }
      }
      for (const auto kind : kPairs) {
        for (const auto path : kPairPaths) {
          cases.push_back(joined({"pair", kind, side, timing, path}));
        }
      }
    }
  }
  return cases;
}

}  // namespace tw::support
