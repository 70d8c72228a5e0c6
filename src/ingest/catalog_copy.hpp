#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/timestamp.hpp"
#include "ingest/bar_quarantine.hpp"
#include "sql/connection.hpp"
#include "store/bar_store.hpp"

namespace tw::ingest {

/// Makes the rows of a symbol's quarantine in `data_findings` what the file says at `now`. A
/// finding that is no more, or that a person has ruled on, is resolved; rows are never deleted.
///
/// The files are the truth: whoever lost the database gets these rows again from the next fetch.
/// Errors: nothing is changed.
std::expected<void, sql::Error> copy_quarantine(sql::Connection& db, const std::string& symbol,
                                                Timeframe timeframe,
                                                const std::vector<QuarantinedBar>& quarantine,
                                                Timestamp now);

/// The same, with the row of one series in `bar_files`. Errors: nothing is changed.
std::expected<void, sql::Error> copy_to_database(sql::Connection& db, const std::string& home,
                                                 const store::StoredBars& bars,
                                                 const std::vector<QuarantinedBar>& quarantine,
                                                 Timestamp now);

}  // namespace tw::ingest
