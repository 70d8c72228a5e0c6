#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "formats/csv_actions.hpp"
#include "market/session_calendar.hpp"
#include "sql/connection.hpp"

namespace tw::ingest {

/// What the table `instruments` holds of a symbol that was not there.
struct NewInstrument {
  std::string symbol;
  std::string kind;      ///< A word of that table: "stock", "index", "fx", ...
  std::string currency;  ///< Three letters; empty where nobody said.
  CalendarKind calendar = CalendarKind::Nyse;
};

/// Makes the rows of `corporate_actions` about one symbol those of `rows` that name it, symbol
/// changes among them, each with its source and the day on which that said so (`now` where there is
/// none). The instrument is added where there is none of that symbol.
///
/// The home's table is the truth. Errors: nothing is changed.
std::expected<void, sql::Error> copy_actions(sql::Connection& db, const NewInstrument& instrument,
                                             const std::vector<formats::DatedAction>& rows,
                                             Timestamp now);

}  // namespace tw::ingest
