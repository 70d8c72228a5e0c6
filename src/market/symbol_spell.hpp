#pragma once

#include <string>

#include "core/date.hpp"

namespace tw::inline market {

/// What an instrument is called from a day on.
struct SymbolSpell {
  Date from;
  std::string symbol;
};

}  // namespace tw::inline market
