#pragma once

#include <cstdint>

#include "workloads/vendor_pages.hpp"

namespace tw::workloads {

/// What one pass over a vendor's pages came to.
struct JsonPass {
  std::uint64_t bars = 0;
  std::uint64_t nulls = 0;    ///< Of them without prices.
  std::uint64_t numbers = 0;  ///< Of the bare walk: all that stand there.
  double sum = 0.0;           ///< Of the closes.
  double cpu_seconds = 0.0;
  std::uint64_t allocations = 0;  ///< By the heap.
  bool is_as_sent = false;        ///< Every row is the bar that was sent, to the last digit.
};

/// Parses the pages with the adapter into one history: exact prices, labels, nulls, the running
/// bar; then holds its rows against `bars`, which is not timed.
JsonPass parse_json(const JsonVendor& vendor, const Pages& pages, const BarTable& bars);

/// Walks the text of the pages with simdjson alone: each number made a double, each text resolved,
/// nothing kept. The copy that simdjson's padding needs is timed too, as the adapters' own is.
JsonPass bare_json(const JsonVendor& vendor, const Pages& pages);

/// Returns how many bytes the pages have.
std::uint64_t bytes_of(const Pages& pages);

}  // namespace tw::workloads
