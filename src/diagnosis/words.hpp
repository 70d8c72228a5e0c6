#pragma once

#include <string>
#include <string_view>

namespace tw::diagnosis {

/// Returns "12.3%" of 0.123.
std::string percent_text(double fraction);

/// Returns the number with so many decimals, "1234.50".
std::string number_text(double value, int decimals);

/// Returns a parameter's value as short as it can be read, "10" or "0.25"; six digits at most.
std::string value_text(double value);

/// Returns "1 trade" or "12 trades".
std::string count_text(double count, std::string_view one, std::string_view many);

}  // namespace tw::diagnosis
