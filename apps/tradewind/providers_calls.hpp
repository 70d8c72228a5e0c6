#pragma once

#include <cstddef>
#include <string>

#include "database_option.hpp"

namespace tw::app {

/// `tradewind providers calls`
struct ProvidersCalls {
  DatabaseFlags database;
  std::string provider;  ///< Empty is all, and so below.
  std::string symbol;
  std::string outcome;
  std::size_t limit = 50;
  std::string after;  ///< The id of the last call of the page before.
  std::string json;
};

/// Lists the calls to providers that are on record. Errors: throws Failure.
void list_provider_calls(const ProvidersCalls& wanted);

}  // namespace tw::app
