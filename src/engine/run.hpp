#pragma once

#include <type_traits>
#include <variant>
#include <vector>

#include "events/command.hpp"
#include "events/event.hpp"

namespace tw::engine {

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
  constexpr bool kMayRefuse =
      !std::is_void_v<decltype(recorder.record(Stamp{}, Bar{}, commands, engine))>;
  bool was_refused = false;
  const auto is_over = [&] { return kMayRefuse && was_refused; };
  // On record before it leaves.
  const auto put_on_record = [&](const Stamp& stamp, const auto& event) {
    if constexpr (kMayRefuse) {
      was_refused = !recorder.record(stamp, event, commands, engine);
      if (was_refused) commands.clear();
    } else {
      recorder.record(stamp, event, commands, engine);
    }
  };
  // Inlined by decree: a call for each bar is a tenth of its time, and the compiler's mind changes
  // with whatever the rare events below grow by.
  const auto step = [&] [[gnu::always_inline]] (const Stamp& stamp, const auto& event) {
    if (is_over()) return;
    engine.on(stamp, event, commands);
    put_on_record(stamp, event);
    if (commands.empty()) return;
    venue.send(commands, stamp.at);
    commands.clear();
  };
  const auto step_all = [&](const std::vector<Stamped>& stamped) {
    for (const Stamped& report : stamped) {
      std::visit([&](const auto& event) { step(report.stamp, event); }, report.event);
    }
  };
  const auto settle = [&](const Stamp& stamp) {
    while (venue.settle(stamp, at_once)) {
      step_all(at_once);
      at_once.clear();
    }
  };
  const auto deliver = [&] [[gnu::always_inline]] (const Stamp& stamp, const auto& event) {
    venue.observe(stamp, event, reports);  // Resting orders meet the market; a broker ignores it.
    if (!reports.empty()) {
      step_all(reports);
      reports.clear();
    }
    step(stamp, event);
    settle(stamp);
  };
  while (!is_over() && inbox.next(deliver)) {
  }
}

}  // namespace tw::engine
