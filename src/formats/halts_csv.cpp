#include "formats/halts_csv.hpp"

#include <optional>

#include "backtest/notation_terms.hpp"
#include "formats/backtest_keys.hpp"
#include "formats/dated_rows.hpp"
#include "market/label_range.hpp"

namespace tw::formats {
namespace {

using backtest::HaltWindow;

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
  return parse_dated_rows<HaltWindow>(
      text, name, {.header_least = "symbol,from,to", .header = "symbol,from,to,reason"}, parse_row);
}

}  // namespace tw::formats
