#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/money.hpp"
#include "engine/entry_sizing.hpp"
#include "engine/sizing.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "market/instrument.hpp"
#include "market/split_scale.hpp"
#include "market/universe.hpp"
#include "orders/blotter.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/risk_engine.hpp"
#include "strategy/context.hpp"

namespace tw::engine {

/// What an engine is built from. Owns: `instruments` must outlive the engine.
struct EngineConfig {
  std::span<const Instrument> instruments;
  Currency currency;
  Money cash;
  risk::Limits limits;
  Sizing sizing;
  portfolio::Portfolio::LotOrder lot_order = portfolio::Portfolio::LotOrder::Fifo;
  /// The venue lowers resting orders by a dividend, so our record of them does too.
  bool dividends_lower_orders = false;
  /// By how much the first event's units differ from those that strategies see; empty is nothing.
  std::vector<SplitScale> units = {};
  /// Keeps what strategies saw; none in runs that nobody asks about.
  strategy::Sightings* sightings = nullptr;
  std::uint32_t session = 1;
  std::size_t live_orders_max = Blotter::kLiveMaxDefault;
};

/// How often risk said no, by reason.
using Denials = std::array<std::uint64_t, risk::kReasons>;

/// The part of the engine that is the same for every strategy: risk, blotter and portfolio, and the
/// way from an ask to a command and from a report to the books.
class OrderDesk {
 public:
  explicit OrderDesk(const EngineConfig& config);

  /// Turns what was asked into commands, in order; a denied ask leaves a count and nothing else.
  void handle(const strategy::Context& context, Commands& commands);
  /// Books what a venue reported. Returns false for a mismatch, after which nothing has changed but
  /// the state of trading, and for the answer to a change of an order that ended before it came.
  bool apply(const OrderEvent& event);
  /// The last report has been answered: from here on the last price is the mark again.
  void end_report() { filled_at_ = {}; }
  void apply(const CashEvent& event) { portfolio_.apply(event); }
  void apply(const CorporateAction& action, Timestamp at);
  void apply(const Control& control, Timestamp now, Commands& commands);
  void mark(InstrumentId instrument, Price price) { portfolio_.mark(instrument, price); }

  const portfolio::Portfolio& portfolio() const { return portfolio_; }
  const Blotter& blotter() const { return blotter_; }
  Blotter& blotter() { return blotter_; }
  const risk::RiskEngine& risk() const { return risk_; }
  const Universe& universe() const { return universe_; }
  std::span<const Instrument> instruments() const { return instruments_; }
  const Denials& denials() const { return denials_; }
  /// Returns how many reports could not be true, and the last one's kind.
  std::uint64_t mismatches() const { return mismatches_; }
  std::optional<Mismatch> last_mismatch() const { return last_mismatch_; }

 private:
  /// Submits an entry of the size that the user's rule finds for it.
  void submit_sized(const strategy::Ask& ask, const strategy::Context& context, Commands& commands);
  void submit(const strategy::Ask& ask, Timestamp now, Commands& commands);
  void replace(const strategy::Ask& ask, Timestamp now, Commands& commands);
  risk::Desk desk_of(InstrumentId instrument, Timestamp now) const;
  Quantity resolve(OrderRequest& request) const;
  void flatten(Timestamp now, Commands& commands);
  void leave(InstrumentId instrument, bool closes, Timestamp now, Commands& commands);
  void close(InstrumentId instrument, Quantity quantity, Label tag, Timestamp now,
             Commands& commands);
  void book(const OrderEvent& event, Label tag);

  std::span<const Instrument> instruments_;
  Sizing sizing_;
  EntrySizing entry_sizing_;
  bool dividends_lower_orders_;
  risk::RiskEngine risk_;
  Blotter blotter_;
  portfolio::Portfolio portfolio_;
  Universe universe_;
  InstrumentId filled_{};  ///< What the report that is being answered filled, and at what price.
  Price filled_at_;
  Denials denials_{};
  std::uint64_t mismatches_ = 0;
  std::optional<Mismatch> last_mismatch_;
};

}  // namespace tw::engine
