#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "market/adjustment.hpp"
#include "market/corporate_action.hpp"

namespace tw::formats {

/// A corporate action as a file tells it, of a symbol that has no id yet.
struct DatedAction {
  std::string symbol;  ///< Empty where the file is about one and does not say which.
  CorporateAction action;
  /// A dividend in the units of the day on which the file was made: later splits have divided it.
  bool is_split_adjusted = false;
  std::size_t line = 0;
  std::string source = {};         ///< The vendor that said so; empty where a person brought it in.
  std::optional<Date> as_of = {};  ///< The day on which it did.
};

/// Reads corporate actions from any of the forms that docs/concepts/corporate-actions.md lists,
/// told apart by their headers: our own, decoded files, lists of splits, factor files, map files,
/// and lists of dividends.
///
/// Errors: one line that names the line, the field, its value and the remedy; the file's name is
/// the caller's to add.
std::expected<std::vector<DatedAction>, std::string> parse_actions(std::string_view text);

/// Returns the factors of a factor file as they stand, for those who want its very figures; nothing
/// when the text is no factor file that `parse_actions` takes.
std::optional<std::vector<AdjustmentFactor>> parse_factors(std::string_view text);

/// Returns `actions` in our own form, with its header; with source and day where a row has them.
std::string to_csv(const std::vector<DatedAction>& actions);

/// Says it in words: "split 7:1", "dividend 0.47".
std::string describe(const CorporateAction& action);

}  // namespace tw::formats
