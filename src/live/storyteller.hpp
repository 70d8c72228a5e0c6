#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "engine/order_desk.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "portfolio/lot.hpp"
#include "strategy/sightings.hpp"

namespace tw::live {

/// One thing that happened on the way from what was seen to what was settled.
struct StoryLine {
  Timestamp at;
  std::string_view kind;  ///< "seen", "values", "account", "rule", "risk", "sent", "state", "fill",
                          ///< "settles", "trade".
  std::string text;
  CorrelationId decision{};        ///< Of which it came.
  ClientOrderId order = kNoOrder;  ///< Of which it tells, if of one.
};

/// All that a run's strategies decided and what came of it, in order.
struct Story {
  std::string name;  ///< Of the session, or of the backtest.
  std::vector<StoryLine> lines;
  std::vector<portfolio::RoundTrip> trades;  ///< In the order in which they were closed.
  std::uint64_t commands = 0;

  /// Returns the decision that an order came of.
  std::optional<CorrelationId> decision_of(ClientOrderId order) const;
};

/// Writes down, step by step, why a run that is run again did everything.
///
/// Give the run `sightings()`, and every step of it, right after the engine took it, to `note`.
class Storyteller {
 public:
  /// Owns: `instruments` and `options`, which gave the run, must outlive it.
  Storyteller(const std::vector<formats::JournalInstrument>& instruments,
              const std::vector<formats::JournalOption>& options)
      : instruments_{instruments}, options_{options} {}

  strategy::Sightings& sightings() { return sightings_; }
  void note(const Stamped& event, const Commands& commands, const engine::OrderDesk& desk);
  /// Returns what was noted. `name` is the run's.
  Story take(std::string name);

 private:
  struct Known {
    CorrelationId decision{};
    OrderState state = OrderState::Pending;
  };
  struct Step {
    const Stamped& event;
    const engine::OrderDesk& desk;
  };

  void add(std::string_view kind, std::string text, CorrelationId decision,
           ClientOrderId order = kNoOrder);
  const formats::JournalInstrument* instrument(InstrumentId id) const;
  std::string symbol(InstrumentId id) const;
  void begin_decision(const Step& step, const OrderRequest& request);
  void note_values(CorrelationId decision);
  void note_command(const Step& step, const Command& command);
  void note_denials(const Step& step);
  void note_report(const Step& step, const OrderEvent& report);
  void note_trades(const Step& step);

  const std::vector<formats::JournalInstrument>& instruments_;
  const std::vector<formats::JournalOption>& options_;
  strategy::Sightings sightings_;
  Timestamp at_;
  std::map<ClientOrderId, Known> orders_;
  CorrelationId last_decision_{};
  engine::Denials denials_{};
  std::uint64_t commands_ = 0;
  std::vector<StoryLine> lines_;
  std::vector<portfolio::RoundTrip> trades_;
};

}  // namespace tw::live
