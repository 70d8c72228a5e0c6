#include "metrics_text.hpp"

#include "report/number_text.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {

std::string metric_line(std::string_view title, const std::string& value) {
  constexpr std::size_t kTitleWidth = 52;
  constexpr std::size_t kValueWidth = 18;
  return report::left(title, kTitleWidth) + report::right(value, kValueWidth) + '\n';
}

std::string number_text(analytics::Figured figure) {
  return figure ? report::grouped(*figure, 4) : report::kNotAvailable;
}

std::string share_text(analytics::Figured figure) {
  if (!figure) return report::kNotAvailable;
  constexpr double kSmall = 0.01;
  const bool is_small = *figure > -kSmall && *figure < kSmall && *figure != 0.0;
  return report::percent(*figure, is_small ? 4 : 2);
}

}  // namespace tw::app
