#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/backtest_options.hpp"

namespace tw::formats {

// The keys of a backtest's options, as `resolve` goes through them.

inline constexpr std::string_view kParameters = "parameters.";
/// The most that cash at its leverage may buy for: within Money, with room to grow.
inline constexpr std::int64_t kBuyingPowerMax = 10'000'000'000;

/// The end of a sentence that begins "cash is '-5', which"; nothing when all is well.
using Complaint = std::optional<std::string>;

/// A key of the file, and of the flag that stands for it.
struct Key {
  std::string_view name;
  bool is_list = false;  ///< May be given several times.
  Complaint (*set)(BacktestRequest&, std::string_view) = nullptr;
};

/// Returns every key but the parameters, which the strategy declares.
std::span<const Key> keys();

const Key* find_key(std::string_view name);

/// Returns what was probably meant by a key that nobody knows, or which ones there are: the end of
/// "unknown key 'x'".
std::string hint_for(std::string_view key);

/// Returns the parts of "a, b" without the spaces around them.
std::vector<std::string_view> split_list(std::string_view text);

/// Returns `text` short enough to be shown, without what would break the line.
std::string shown(std::string_view text);

}  // namespace tw::formats
