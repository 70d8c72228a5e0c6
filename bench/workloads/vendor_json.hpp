#pragma once

#include <cstdint>
#include <string_view>

#include "vendor/http_message.hpp"

namespace tw::workloads {

/// What one pass over a vendor's answer came to.
struct JsonPass {
  std::uint64_t bars = 0;
  std::uint64_t numbers = 0;
  double sum = 0.0;  ///< Of the closes.
  double seconds = 0.0;
};

/// Returns `bars` one-minute bars of W1 as Yahoo's chart writes them: columns, prices that were
/// 32-bit floats, nulls where a minute has no trades.
vendor::HttpResponse chart_json(std::size_t bars);

/// Parses the answer with the adapter: exact prices, labels, nulls, the running bar.
JsonPass parse_chart_json(const vendor::HttpResponse& response);

/// Walks its text with simdjson alone, each number made a double and nothing kept.
JsonPass bare_chart_json(std::string_view text);

}  // namespace tw::workloads
