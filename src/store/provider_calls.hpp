#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/timestamp.hpp"
#include "sql/connection.hpp"

namespace tw::store {

/// One call to a vendor as the table `provider_calls` keeps it.
struct ProviderCall {
  std::string id;  ///< Of `TimeIds`.
  Timestamp at;
  std::string provider;
  std::string operation;
  std::string symbol;
  std::string outcome;
  bool is_malformed = false;
  std::int64_t status = 0;  ///< Of HTTP; 0 when there was no answer.
  Duration latency;
  std::int64_t requests = 1;
  std::int64_t bytes = 0;
  std::int64_t cost = 0;
  std::optional<std::int64_t> budget_left;
  std::string error;
};

/// Which calls a list shows, newest first.
struct CallFilter {
  std::string provider;  ///< Empty is all, and so below.
  std::string symbol;
  std::string outcome;
  std::optional<Timestamp> from;
  std::size_t limit = 50;
  /// The last of the page before: calls that are older follow.
  std::optional<std::pair<Timestamp, std::string>> after;
};

/// Keeps all of `calls` or, on an error, none. One that is there already is left as it is, so that
/// a batch whose fate is unknown may be kept again.
std::expected<void, sql::Error> save_calls(sql::Connection& db,
                                           std::span<const ProviderCall> calls);

/// Returns calls, newest first, at most `filter.limit`.
std::expected<std::vector<ProviderCall>, sql::Error> list_calls(sql::Connection& db,
                                                                const CallFilter& filter);

/// Returns the call of that id; nothing where there is none such.
std::expected<std::optional<ProviderCall>, sql::Error> find_call(sql::Connection& db,
                                                                 const std::string& id);

}  // namespace tw::store
