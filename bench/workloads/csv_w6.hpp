#pragma once

#include <cstdint>
#include <string_view>

namespace tw::workloads {

/// What one pass over the CSV of W6 came to.
struct W6Pass {
  std::uint64_t rows = 0;
  std::uint64_t values = 0;
  std::uint64_t quarantined = 0;
  double sum = 0.0;
  double seconds = 0.0;
};

/// Parses `text` with the product's reader: numbers, time stamps, every check of a row.
W6Pass parse_w6(std::string_view text);

/// Scans the same numbers in the shortest loop: no stamps, no checks, nothing kept.
W6Pass bare_w6(std::string_view text);

}  // namespace tw::workloads
