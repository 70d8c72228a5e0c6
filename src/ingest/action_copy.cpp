#include "ingest/action_copy.hpp"

#include <optional>
#include <string_view>

namespace tw::ingest {
namespace {

using Done = std::expected<void, sql::Error>;
using formats::DatedAction;

// Source: ISO 4217, the code of no currency.
constexpr std::string_view kNoCurrency =
    "X"
    "XX";

std::string_view word_of(CorporateAction::Kind kind) {
  switch (kind) {
    case CorporateAction::Kind::Split:
      return "split";
    case CorporateAction::Kind::CashDividend:
      return "dividend";
    case CorporateAction::Kind::SymbolChange:
      return "symbol_change";
    case CorporateAction::Kind::Delisting:
      return "delisting";
  }
  return "split";
}

std::expected<std::string, sql::Error> id_of(sql::Connection& db, const NewInstrument& instrument,
                                             std::string_view currency, Timestamp now) {
  auto known = db.one<std::string>(
      "SELECT id FROM instruments WHERE symbol = ? ORDER BY id LIMIT 1", {instrument.symbol});
  if (!known) return std::unexpected{known.error()};
  if (*known) return std::move(**known);
  std::string id = instrument.symbol + "/" + std::string{currency};
  const auto added = db.execute(
      "INSERT INTO instruments (id, symbol, kind, currency, calendar, updated_at) VALUES (?, ?, ?, "
      "?, ?, ?)",
      {id, instrument.symbol, instrument.kind, currency, to_string(instrument.calendar), now});
  if (!added) return std::unexpected{added.error()};
  return id;
}

Done copy(sql::Connection& db, const std::string& instrument_id, std::string_view currency,
          const DatedAction& row, Timestamp now) {
  const CorporateAction& action = row.action;
  const bool is_split = action.kind == CorporateAction::Kind::Split;
  const std::string id = instrument_id + "/" + std::string{word_of(action.kind)} + "/" +
                         to_string(action.ex_date) + "/" + row.source;
  const auto done = db.execute(
      "INSERT INTO corporate_actions (id, instrument_id, kind, ex_date, numerator, denominator, "
      "amount, currency, symbol, source, known_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
      "CONFLICT (id) DO UPDATE SET numerator = excluded.numerator, denominator = "
      "excluded.denominator, amount = excluded.amount, symbol = excluded.symbol, known_at = "
      "excluded.known_at",
      {id, instrument_id, word_of(action.kind), static_cast<std::int64_t>(action.ex_date.days),
       is_split ? action.numerator : 1, is_split ? action.denominator : 1, action.amount.raw(),
       currency, action.symbol.view(), row.source, row.as_of ? row.as_of->midnight() : now});
  if (!done) return std::unexpected{done.error()};
  return {};
}

}  // namespace

Done copy_actions(sql::Connection& db, const NewInstrument& instrument,
                  const std::vector<DatedAction>& rows, Timestamp now) {
  const std::string_view currency =
      instrument.currency.size() == 3 ? std::string_view{instrument.currency} : kNoCurrency;
  return sql::in_transaction(db, [&]() -> Done {
    const auto id = id_of(db, instrument, currency, now);
    if (!id) return std::unexpected{id.error()};
    const auto emptied = db.execute("DELETE FROM corporate_actions WHERE instrument_id = ?", {*id});
    if (!emptied) return std::unexpected{emptied.error()};
    for (const DatedAction& row : rows) {
      if (row.symbol != instrument.symbol) continue;
      if (const auto copied = copy(db, *id, currency, row, now); !copied) return copied;
    }
    return {};
  });
}

}  // namespace tw::ingest
