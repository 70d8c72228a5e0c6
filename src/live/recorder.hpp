#pragma once

#include <span>
#include <type_traits>

#include "backtest/command_digest.hpp"
#include "engine/order_desk.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "live/latest.hpp"
#include "live/snapshot.hpp"

namespace tw::live {

/// Publishes the state of a session after every step, and keeps the digest of its commands.
///
/// Allocates nothing and never waits for who looks on.
/// Thread: the core's.
class Recorder {
 public:
  /// Owns: `latest` must outlive the recorder.
  explicit Recorder(Latest<Snapshot>& latest) : latest_{latest} {}

  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    for (const Command& command : commands) digest_.add(stamp, command);
    if constexpr (std::is_same_v<Event, Bar>) note(stamp, event);
    if constexpr (std::is_same_v<Event, OrderEvent>) note(stamp, event, engine.portfolio());
    if constexpr (std::is_same_v<Event, CorporateAction>) count(engine.portfolio().closed());
    show(stamp, engine.desk());
  }
  /// Says that the loop has ended: what was shown last is final.
  void finish();

  const Snapshot& snapshot() const { return shown_; }
  const backtest::CommandDigest& commands() const { return digest_; }

 private:
  void note(const Stamp& stamp, const Bar& bar);
  void note(const Stamp& stamp, const OrderEvent& event, const portfolio::Portfolio& portfolio);
  void count(std::span<const portfolio::RoundTrip> closed);
  void show(const Stamp& stamp, const engine::OrderDesk& desk);
  void show_positions(const engine::OrderDesk& desk);
  void show_orders(const Blotter& blotter);
  Label tag_of(ClientOrderId id) const;

  Latest<Snapshot>& latest_;
  backtest::CommandDigest digest_;
  Snapshot shown_;
  Timestamp last_bar_{INT64_MIN};
};

}  // namespace tw::live
