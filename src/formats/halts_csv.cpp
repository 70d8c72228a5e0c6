#include "formats/halts_csv.hpp"

#include <optional>

#include "backtest/notation_terms.hpp"
#include "formats/backtest_keys.hpp"
#include "market/label_range.hpp"

namespace tw::formats {
namespace {

using backtest::HaltWindow;

constexpr std::size_t kErrorsMax = 20;
constexpr std::string_view kHeader = "symbol,from,to";

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

/// Returns the moment that `text` stands for; a date is its begin, or as an end the next day's.
std::optional<Timestamp> moment_of(std::string_view text, bool is_end) {
  const auto end = parse_range_end(text);
  if (!end || (end->at && !text.ends_with('Z'))) return std::nullopt;
  return end->at ? *end->at : (end->date + (is_end ? 1 : 0)).midnight();
}

std::string no_moment(std::string_view field, std::string_view value) {
  return std::string{field} + " is '" + shown(value) +
         "', which is no date and no time in UTC; write 2020-03-18 or 2020-03-18T14:30Z";
}

std::expected<HaltWindow, std::string> parse_row(std::string_view line) {
  const auto fields = backtest::split(line, ',');
  if (fields.size() < 3) {
    return std::unexpected{"the row '" + shown(line) +
                           "' has no symbol,from,to; give all three, and a reason if you like"};
  }
  if (fields[0].empty()) {
    return std::unexpected{std::string{"symbol is empty; name one, such as AAPL"}};
  }
  const auto from = moment_of(fields[1], false);
  if (!from) return std::unexpected{no_moment("from", fields[1])};
  const auto to = moment_of(fields[2], true);
  if (!to) return std::unexpected{no_moment("to", fields[2])};
  if (*from >= *to) {
    return std::unexpected{"to is '" + shown(fields[2]) + "', which is not after from '" +
                           shown(fields[1]) + "'; swap them"};
  }
  return HaltWindow{.symbol = std::string{fields[0]},
                    .from = *from,
                    .to = *to,
                    .reason = fields.size() > 3 ? std::string{fields[3]} : std::string{}};
}

}  // namespace

std::expected<std::vector<HaltWindow>, std::vector<std::string>> parse_halts(
    std::string_view text, const std::string& name) {
  if (text.size() > kHaltBytesMax) {
    return std::unexpected{std::vector{name + ": larger than 16 MB; keep what the run needs"}};
  }
  const auto lines = backtest::split(text, '\n');
  if (!without_return(lines.front()).starts_with(kHeader)) {
    return std::unexpected{std::vector{name + ":1: the header is '" + shown(lines.front()) +
                                       "', which is not symbol,from,to,reason; write it first"}};
  }
  std::vector<HaltWindow> halts;
  std::vector<std::string> errors;
  for (std::size_t i = 1; i < lines.size() && errors.size() < kErrorsMax; ++i) {
    const std::string_view line = without_return(lines[i]);
    if (line.empty()) continue;
    auto halt = parse_row(line);
    if (halt) {
      halts.push_back(std::move(*halt));
    } else {
      errors.push_back(name + ":" + std::to_string(i + 1) + ": " + halt.error());
    }
  }
  if (!errors.empty()) return std::unexpected{std::move(errors)};
  return halts;
}

}  // namespace tw::formats
