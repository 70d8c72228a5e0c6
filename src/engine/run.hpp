#pragma once

#include <type_traits>
#include <variant>
#include <vector>

#include "events/command.hpp"
#include "events/event.hpp"

namespace tw::engine {
namespace detail {

/// Takes the engine through one event. Returns whether it is on record: otherwise its commands do
/// not leave.
///
/// Inlined by decree: a call for each bar is a tenth of its time, and the compiler's mind changes
/// with whatever the rare events grow by. A function of its own, and no lambda, since what `run`
/// hands to `std::visit` lives in memory from then on.
template <class Event, class Venue, class Recorder, class Engine>
[[gnu::always_inline]] inline bool step(const Stamp& stamp, const Event& event, Venue& venue,
                                        Recorder& recorder, Engine& engine, Commands& commands) {
  engine.on(stamp, event, commands);
  // On record before it leaves.
  if constexpr (std::is_void_v<decltype(recorder.record(stamp, event, commands, engine))>) {
    recorder.record(stamp, event, commands, engine);
  } else if (!recorder.record(stamp, event, commands, engine)) {
    commands.clear();
    return false;
  }
  if (commands.empty()) return true;
  venue.send(commands, stamp.at);
  commands.clear();
  return true;
}

}  // namespace detail

/// Runs `engine` until `inbox` ends: the one loop behind backtest, paper, live and replay.
///
/// The inbox decides when "now" is and the venue decides what a fill is; the engine knows neither.
/// What an observation fills is applied before the strategy sees that observation. What the venue
/// does at once with the commands of a step (acknowledgements, fills at this close) is stepped
/// through before the next event.
/// The inbox hands events over typed, `deliver(stamp, bar)`, because copying a variant for each bar
/// was the largest cost of the loop.
/// A recorder may answer with a bool. False is a step that could not be put on record: its commands
/// do not leave, and the run ends there.
/// Thread: the caller's, for the whole run.
template <class Inbox, class Venue, class Recorder, class Engine>
void run(Inbox& inbox, Venue& venue, Recorder& recorder, Engine& engine) {
  Commands commands;
  std::vector<Stamped> reports;
  std::vector<Stamped> at_once;
  bool is_over = false;
  const auto step_all = [&venue, &recorder, &engine, &commands](std::vector<Stamped>& stamped) {
    for (const Stamped& report : stamped) {
      const bool is_on_record = std::visit(
          [&](const auto& event) {
            return detail::step(report.stamp, event, venue, recorder, engine, commands);
          },
          report.event);
      if (!is_on_record) return false;
    }
    stamped.clear();
    return true;
  };
  const auto deliver = [&] [[gnu::always_inline]] (const Stamp& stamp, const auto& event) {
    venue.observe(stamp, event, reports);  // Resting orders meet the market; a broker ignores it.
    const auto ends = [&is_over] { is_over = true; };
    if (!reports.empty() && !step_all(reports)) return ends();
    if (!detail::step(stamp, event, venue, recorder, engine, commands)) return ends();
    while (venue.settle(stamp, at_once)) {
      if (!step_all(at_once)) return ends();
    }
  };
  while (!is_over && inbox.next(deliver)) {
  }
}

}  // namespace tw::engine
