#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "backtest/asked.hpp"
#include "backtest/command_digest.hpp"
#include "core/money.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "orders/blotter.hpp"
#include "orders/order_state.hpp"
#include "portfolio/lot.hpp"

namespace tw::backtest {

/// The account's equity at one moment at which bars were known.
struct EquitySample {
  Timestamp at;
  Money equity;
};

/// An order from its command to its end.
struct OrderRecord {
  ClientOrderId id = kNoOrder;
  OrderRequest request;  ///< As it left.
  OrderState state = OrderState::Pending;
  OrderReason reason = OrderReason::None;
  // In the units of its end, as its fills are: what splits, dividends and changes made of it.
  Price limit;
  Price stop;
  Trail trail;
  Price limit_offset;
  Quantity quantity;
  Quantity filled;
  double filled_value = 0.0;  ///< Σ price × quantity of its fills, for the average price.
  Money commission;
  Timestamp placed_at;
  Timestamp ended_at;
  bool is_end_at_close = false;
  std::uint32_t version = 1;  ///< Of its terms.
};

/// How much a recorder sets aside, so that the run itself allocates nothing.
struct RecorderCapacity {
  std::size_t samples = 0;
  std::size_t orders = 0;
  bool keeps_commands = false;  ///< For those who compare runs command by command.
};

/// Keeps what a report needs of a run: the equity curve, orders, closed trades, the commands' hash.
///
/// Sampling starts with `Control::Open`: what came before only warmed indicators up.
class BacktestRecorder {
 public:
  explicit BacktestRecorder(const RecorderCapacity& capacity);

  template <class Engine>
  void record(const Stamp& stamp, const Bar& /*bar*/, const Commands& commands,
              const Engine& engine) {
    record_commands(stamp, commands);
    if (!is_open_) return;
    const auto& portfolio = engine.portfolio();
    const EquitySample sample{.at = stamp.at, .equity = portfolio.equity()};
    // Several instruments may close together: the last one's mark completes the sample.
    if (stamp.at == sampled_at_) {
      samples_.back() = sample;
    } else {
      finish();
      samples_.push_back(sample);
      sampled_at_ = stamp.at;
    }
    is_exposed_ = portfolio.gross_exposure().raw() != 0;
  }
  /// Ends the recording: the last sample is complete.
  void finish() {
    exposed_samples_ += is_exposed_ ? 1 : 0;
    is_exposed_ = false;
  }
  template <class Engine>
  void record(const Stamp& stamp, const OrderEvent& event, const Commands& commands,
              const Engine& engine) {
    record_commands(stamp, commands);
    record_order(event);
    if (event.kind == OrderEvent::Kind::Replaced) {
      const Order* const live = engine.desk().blotter().find(event.order);
      if (live != nullptr) restate(*live);
    }
    if (event.kind != OrderEvent::Kind::Filled) return;
    for (const portfolio::RoundTrip& trip : engine.portfolio().closed()) trips_.push_back(trip);
    traded_ += notional(event.price, event.quantity, Rounding::HalfEven).as_double() *
               engine.desk().instruments()[index_of(event.instrument)].multiplier;
    fills_ += 1;
  }
  template <class Engine>
  void record(const Stamp& stamp, const Control& control, const Commands& commands,
              const Engine& /*engine*/) {
    record_commands(stamp, commands);
    is_open_ = is_open_ || control.kind == Control::Kind::Open;
  }
  template <class Engine>
  void record(const Stamp& stamp, const CorporateAction& action, const Commands& commands,
              const Engine& engine) {
    record_commands(stamp, commands);
    // What a split leaves nothing of, and what is delisted, ends without a fill.
    for (const portfolio::RoundTrip& trip : engine.portfolio().closed()) trips_.push_back(trip);
    for (const Order& order : engine.desk().blotter().live()) {
      if (order.request.instrument == action.instrument) restate(order);
    }
    // It comes with the last bar, and no later one would show what it paid.
    if (action.kind == CorporateAction::Kind::Delisting && stamp.at == sampled_at_) {
      samples_.back().equity = engine.portfolio().equity();
    }
  }
  template <class Event, class Engine>
  void record(const Stamp& stamp, const Event& /*event*/, const Commands& commands,
              const Engine& /*engine*/) {
    record_commands(stamp, commands);
  }

  const std::vector<EquitySample>& samples() const { return samples_; }
  /// Returns at how many samples something was held.
  std::uint64_t exposed_samples() const { return exposed_samples_; }
  const std::vector<OrderRecord>& orders() const { return orders_; }
  const std::vector<portfolio::RoundTrip>& trips() const { return trips_; }
  const CommandDigest& commands() const { return digest_; }
  /// Returns every command with its moment; empty unless the recorder was told to keep them.
  const std::vector<Asked>& asked() const { return asked_; }
  std::uint64_t fills() const { return fills_; }
  /// Returns Σ |price × quantity| of all fills.
  double traded() const { return traded_; }

 private:
  void record_commands(const Stamp& stamp, const Commands& commands) {
    for (const Command& command : commands) record_command(stamp, command);
  }
  void record_command(const Stamp& stamp, const Command& command);
  void record_order(const OrderEvent& event);
  void restate(const Order& order);
  OrderRecord* find(ClientOrderId id);

  static constexpr Timestamp kBeforeAll{INT64_MIN};

  bool is_open_ = false;
  bool is_exposed_ = false;  ///< As of the last sample, which is not yet complete.
  Timestamp sampled_at_{kBeforeAll};
  std::vector<EquitySample> samples_;
  std::uint64_t exposed_samples_ = 0;
  std::vector<OrderRecord> orders_;
  std::vector<std::uint32_t> order_at_;  ///< Where in `orders_` an id's sequence is, plus one.
  std::vector<portfolio::RoundTrip> trips_;
  CommandDigest digest_;
  bool keeps_commands_ = false;
  std::vector<Asked> asked_;
  std::uint64_t fills_ = 0;
  double traded_ = 0.0;
};

}  // namespace tw::backtest
