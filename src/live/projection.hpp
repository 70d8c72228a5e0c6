#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event.hpp"
#include "formats/journal_record.hpp"
#include "orders/order_change.hpp"
#include "orders/order_state.hpp"
#include "orders/report_meaning.hpp"
#include "portfolio/portfolio.hpp"
#include "store/journal_reader.hpp"
#include "store/session_rows.hpp"

namespace tw::live {

/// Turns the records of a session's journal, one after the other, into the rows of its tables.
///
/// It keeps books of its own, by the rules of the session's, so a row needs nothing but the records
/// up to its own: the same journal gives the same rows, whenever and in however many stretches.
class Projection {
 public:
  /// `run` is the session's name. Requires `opening`'s options to be those of a session.
  /// Errors: one line: the opening names what this build does not have.
  static std::expected<std::unique_ptr<Projection>, std::string> of(
      std::string run, const formats::JournalOpening& opening);
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;

  /// Takes in the next record. Errors: one line, when it is none that this build reads.
  std::expected<void, std::string> take(const store::JournalRecord& record);
  /// Returns the last record that was taken in; 0 before the first.
  std::uint64_t last() const { return last_; }
  /// Returns what has been taken in since the last call, and begins anew.
  store::SessionRows take_rows();

 private:
  /// An order as its commands and reports tell it.
  struct Followed {
    store::OrderRow row;
    OrderRequest request;  ///< With what changed its terms since.
    OrderState state = OrderState::Pending;
    OrderChange change;  ///< The last that was asked for.
    Money value;         ///< Σ price × quantity of its fills, for the average.
    bool is_changed = true;
  };
  /// A symbol, over all of the session's strategies that trade it.
  struct Held {
    store::PositionRow row;
    bool is_changed = false;
  };

  Projection(std::string run, const formats::JournalOpening& opening,
             std::vector<std::string> strategies, Money cash, Currency currency,
             portfolio::Portfolio::LotOrder lot_order, bool dividends_lower_orders);

  void begin(const formats::JournalOpening& opening);
  void take(const Stamped& event);
  void take(const formats::RecordedCommand& command);
  void on(const OrderEvent& event);
  void on(const Bar& bar) { mark(bar.instrument, bar.close); }
  void on(const Print& print) { mark(print.instrument, print.price); }
  void on(const CorporateAction& action);
  void on(const CashEvent& event);
  void on(const Control& control);
  void on(const auto& /*told*/) {}

  Followed* order_of(const OrderEvent& event);
  bool has_ended(ClientOrderId id) const;
  static OrderProgress progress_of(const Followed& order);
  void adjust_orders(const CorporateAction& action);
  void move(Followed& order, OrderInput input, std::string_view reason);
  void change(Followed& order, Quantity quantity);
  void fill(Followed& order, const OrderEvent& event);
  void mark(InstrumentId instrument, Price price);
  void note_trades();
  void note_position(InstrumentId instrument, std::string_view cause);
  void note_cash(std::string_view kind, Currency currency, Money amount, Money balance,
                 InstrumentId instrument, std::optional<std::int64_t> order,
                 std::string_view note = "");
  void note_risk(std::string_view kind, std::string_view rule, std::string symbol = {});
  const Instrument& instrument(InstrumentId id) const { return instruments_[index_of(id)]; }
  bool knows(InstrumentId id) const { return index_of(id) < instruments_.size(); }
  store::RowSource source() { return {.sequence = last_, .part = part_++}; }

  // Constant after construction.
  std::string run_;
  std::vector<Instrument> instruments_;
  std::vector<std::string> strategies_;  ///< By instrument.
  bool dividends_lower_orders_;

  // Moves with the records.
  portfolio::Portfolio books_;
  std::map<std::int64_t, Followed> orders_;  ///< Those that have not ended, or just now.
  std::int64_t last_order_ = 0;              ///< The newest of ours.
  std::map<std::string, Held> held_;
  std::uint64_t last_ = 0;
  std::uint32_t part_ = 0;
  Timestamp now_;

  store::SessionRows rows_;
};

}  // namespace tw::live
