#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "metrics_options.hpp"
#include "report/json_writer.hpp"

namespace tw::app {

/// Several files' closes on the dates that all of them have.
struct Together {
  std::vector<std::string> symbols;
  std::vector<Date> dates;
  std::vector<std::vector<double>> closes;  ///< One a symbol.
};

/// Reads the file of `options` and `others` beside it.
///
/// Errors: throws Failure, BadData when they share fewer than `sessions_min` dates.
Together read_together(const MetricsOptions& options, const std::vector<std::string>& others,
                       std::size_t sessions_min);

/// Writes `name` as an array in one line.
template <class Numbers>
void write_numbers(report::JsonWriter& json, std::string_view name, const Numbers& numbers) {
  json.compact(true).key(name).begin_array();
  for (const auto& number : numbers) json.value(number);
  json.end_array().compact(false);
}

}  // namespace tw::app
