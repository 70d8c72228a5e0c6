#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "market/bar_table.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"

namespace tw::workloads {

/// The answers that a history is made of, in the order in which an adapter asks for them.
using Pages = std::vector<vendor::HttpResponse>;

/// One vendor whose history is JSON: how it sends bars, and how its adapter reads them.
struct JsonVendor {
  std::string_view name;
  std::string_view close;  ///< Name of the closes: "c".
  /// Whether numbers stand in quotes.
  bool has_quoted_numbers = false;
  /// Whether prices come as they are kept, so that every row read is a bar that was sent.
  bool is_exact = true;
  /// Returns the bars as the vendor sends them, as many to a page as it gives at most.
  Pages (*pages)(const BarTable& bars);
  /// Reads one page into `history`, whose symbol and timeframe are set.
  vendor::Answer<void> (*read)(const vendor::HttpResponse& page, vendor::History& history);
};

/// Yahoo first, then by name.
const std::vector<JsonVendor>& json_vendors();

/// Returns the vendor of that name; nullptr when there is none.
const JsonVendor* json_vendor(std::string_view name);

/// Returns the first `bars` minutes of W1's walk from midnight in New York on, each in the session
/// of its date there.
BarTable minutes_in_new_york(std::size_t bars);

/// Returns the question that those who read its pages ask.
vendor::HistoryRequest minutes_of_w1();

}  // namespace tw::workloads
