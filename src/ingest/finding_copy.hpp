#pragma once

#include <expected>

#include "core/timestamp.hpp"
#include "market/bar_check.hpp"
#include "sql/connection.hpp"
#include "store/bar_store.hpp"

namespace tw::ingest {

/// Makes the rows of `data_findings` about one series what a check of `bars` found at `now`.
///
/// A finding that was there keeps the time when it was first found; one that is no more is resolved
/// and stays. What is in quarantine is not touched: `copy_to_database` has it.
/// Errors: nothing is changed.
std::expected<void, sql::Error> copy_findings(sql::Connection& db, const store::BarKey& key,
                                              const BarSeries& bars, const BarHealth& health,
                                              Timestamp now);

}  // namespace tw::ingest
